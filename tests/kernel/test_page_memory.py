import threading

from portal.kernel.page_answers import Page
from portal.kernel.page_memory import Memory


def page(generation="1", size=1000):
    return Page(generation, "text/html", [], (b"x" * size, b"", b""))


def test_the_pages_used_last_stay_within_the_bytes():
    memory = Memory(3 * page().size)
    for name in ("/a", "/b", "/c"):
        memory.put(name, page())
    memory.pages.move_to_end("/a")
    memory.put("/d", page())
    assert list(memory.pages) == ["/c", "/a", "/d"]
    assert memory.size == 3 * page().size


def test_a_page_larger_than_all_room_is_not_kept():
    memory = Memory(2000)
    memory.put("/a", page(size=50_000))
    assert (list(memory.pages), memory.size) == ([], 0)


def test_an_older_generation_never_takes_the_place_of_a_newer_one():
    memory = Memory()
    memory.put("/a", page("10"))
    memory.put("/a", page("9"))
    assert memory.pages["/a"].generation == "10"
    memory.put("/a", page("11"))
    assert memory.pages["/a"].generation == "11"
    assert memory.size == page().size


def test_a_forgotten_page_takes_no_room():
    memory = Memory()
    memory.put("/a", page())
    memory.forget("/a")
    memory.forget("/never")
    assert (memory.size, len(memory.pages)) == (0, 0)


def test_many_threads_never_lose_count():
    memory = Memory(20 * page().size)

    def work(number):
        for step in range(300):
            memory.put(f"/{(number * 7 + step) % 50}", page(str(step + 1)))
            memory.forget(f"/{step % 50}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.size == sum(each.size for each in memory.pages.values()) <= memory.most
