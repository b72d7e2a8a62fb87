from portal.alerts import keys


def test_keys_are_long_and_never_the_same():
    made = {keys.new_key() for _ in range(50)} | {keys.new_salt() for _ in range(50)}
    assert len(made) == 100
    assert min(map(len, made)) >= 32


def test_a_key_needs_both_the_secret_and_the_salt():
    key = keys.key_of("secret", "salt")
    assert key == keys.key_of("secret", "salt")
    assert len({key, keys.key_of("other", "salt"), keys.key_of("secret", "other")}) == 3
    assert "/" not in key
    assert "=" not in key


def test_what_is_kept_opens_nothing():
    key = keys.key_of("secret", "salt")
    assert key not in keys.hashed(key)
    assert len(keys.hashed(key)) == 64
    assert keys.hashed("\ud800")
