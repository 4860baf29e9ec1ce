"""Pages of PDFs that somebody uploaded, counted one file after the other in one process."""

import pikepdf

from redcross.printing import page_counts
from redcross.printing.page_counts import PageCounter
from tests.pdfs import pdf_of


def counted(counter, content):
    halves = content[: len(content) // 2], content[len(content) // 2 :]
    return counter.count(len(content), iter(halves)).pages or None


def test_many_files_are_counted_by_one_process():
    with PageCounter() as counter:
        assert [counted(counter, pdf_of(pages)) for pages in (1, 3, 12)] == [1, 3, 12]
        process = counter.process
        assert counted(counter, b"%PDF-1.7 nothing") is None
        locked = pikepdf.Encryption(owner="a", user="b")
        assert counted(counter, pdf_of(2, encryption=locked)) is None
        assert counted(counter, pdf_of(2)) == 2
        assert counter.process is process
    assert process.poll() is not None


def test_what_kills_the_process_has_no_number_and_the_next_file_another_process():
    with PageCounter() as counter:
        assert counted(counter, pdf_of(1)) == 1
        process = counter.process
        process.kill()
        process.wait()
        assert counted(counter, pdf_of(1)) is None
        assert counted(counter, pdf_of(2)) == 2
        assert counter.process is not process


def test_what_takes_too_long_has_no_number(monkeypatch):
    """A file shorter than was said: the process waits for the rest."""
    monkeypatch.setattr(page_counts, "TIMEOUT", 0.2)
    with PageCounter() as counter:
        assert counter.count(10_000, iter([pdf_of(1)])) == (0, False)
        monkeypatch.setattr(page_counts, "TIMEOUT", 20)
        assert counted(counter, pdf_of(2)) == 2
