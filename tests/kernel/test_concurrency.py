import threading

from portal.kernel import concurrency
from portal.kernel.concurrency import ANONYMOUS, BODIES, OF_ADDRESS, OF_PERSON, THREADS, WORKING, Gate, Slots


def taken(slots, sender, most=1000, *, known=False):
    return sum(1 for _ in range(most) if slots.take(sender, known=known))


def test_half_of_the_threads_stay_free_for_requests_without_a_body():
    slots = Slots()
    held = sum(taken(slots, f"person {n}", known=True) for n in range(100))
    held += sum(taken(slots, f"203.0.113.{n}") for n in range(100))
    assert held <= BODIES <= THREADS // 2
    assert WORKING + BODIES <= THREADS


def test_anonymous_senders_leave_slots_to_people_who_are_signed_in():
    slots = Slots()
    assert sum(taken(slots, f"203.0.113.{n}") for n in range(100)) == ANONYMOUS
    assert slots.take("person 1", known=True)


def test_one_address_and_one_person_have_their_share():
    slots = Slots()
    assert taken(slots, "203.0.113.1") == OF_ADDRESS
    assert slots.take("203.0.113.2", known=False)
    slots = Slots()
    assert taken(slots, "person 1", known=True) == OF_PERSON
    assert slots.take("person 2", known=True)


def test_what_was_given_back_can_be_taken_again():
    slots = Slots()
    for _ in range(3):
        assert taken(slots, "203.0.113.1") == OF_ADDRESS
        for _ in range(OF_ADDRESS):
            slots.give("203.0.113.1", known=False)


def test_while_every_form_waits_for_the_database_a_page_is_still_drawn():
    gate, locked, drawn = Gate(), threading.Event(), threading.Event()

    def send():
        with gate.writing("a"):
            locked.wait(5)

    def read():
        with gate.inside("b"):
            drawn.set()

    threads = [threading.Thread(target=send) for _ in range(WORKING + 2)] + [threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    try:
        assert drawn.wait(2)
    finally:
        locked.set()
        for thread in threads:
            thread.join()
    assert gate.working == {}


def test_who_waits_outside_leaves_the_place_to_another():
    gate, got = Gate(1), threading.Event()

    def other():
        with gate.writing("b"):
            got.set()

    with gate.writing("a"):
        thread = threading.Thread(target=other)
        thread.start()
        with gate.outside("a"):
            assert got.wait(5)
        thread.join()
        assert [whose for whose, _since in gate.working.values()] == ["a"]
    assert gate.working == {}


def test_the_server_has_the_threads_the_rules_speak_of():
    from portal import supervisor

    assert supervisor.THREADS is concurrency.THREADS
