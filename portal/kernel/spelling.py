"""Typing errors: how far two words lie apart, and keys under which a mistyped word meets the right one. Pure."""


def one_edit_apart(a: str, b: str) -> bool:
    """Whether at most one letter was added, left out, mistaken, or swapped with its neighbour."""
    if abs(len(a) - len(b)) > 1:
        return False
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[at:], b[at:]
    swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return swapped or rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]


def deletion_keys(word: str) -> list[str]:
    """The word and each word that is left when one of its letters is taken out, without repetition.

    Two words that are one edit apart share a key, and many that are two apart: "symmetric delete spelling correction",
    which asks an index of keys instead of every word of a vocabulary.
    """
    return list(dict.fromkeys([word, *(word[:n] + word[n + 1 :] for n in range(len(word)))]))
