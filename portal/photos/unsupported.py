"""Recognise unsupported file types by their first bytes, so that the page can say what to do with each.

Pure. Signatures: the specifications of the formats; brands of ISO media files: mp4ra.org.
"""

from typing import Final

_STARTS: Final = {
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"BM": "bmp",
    b"II*\0": "tiff",  # also what cameras call raw: DNG, CR2, NEF, ARW
    b"MM\0*": "tiff",
    b"II+\0": "tiff",
    b"MM\0+": "tiff",
    b"%PDF": "pdf",
    b"PK\x03\x04": "archive",  # also documents of Word and Excel
    b"Rar!": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"\x1aE\xdf\xa3": "video",  # WebM, Matroska
    b"\0\0\x01\xba": "video",  # MPEG
    b"\xff\x0a": "new_format",  # JPEG XL
    b"\0\0\0\x0cJXL \r\n\x87\n": "new_format",
    b"\0\0\0\x0cjP  \r\n\x87\n": "new_format",  # JPEG 2000
    b"\xffO\xffQ": "new_format",
    b"8BPS": "editor",  # Photoshop
    b"gimp xcf": "editor",
}
CODES: Final = ("not_image", "svg", "avif", *dict.fromkeys(_STARTS.values()))
_AVIF: Final = (b"avif", b"avis")
_HEIF_OF_UNKNOWN_CODEC: Final = (b"mif1", b"mif2", b"msf1", b"heif", b"miaf")
_VIDEO_BOXES: Final = (b"moov", b"mdat", b"wide", b"free", b"skip")  # a QuickTime film without a brand


def code_of(head: bytes) -> str:
    """A key of rules.STATUS for a file that begins with these bytes."""
    if head[4:8] == b"ftyp":
        return _code_of_brand(head)
    if head[4:8] in _VIDEO_BOXES or (head[:4] == b"RIFF" and head[8:12] == b"AVI "):
        return "video"
    for start, code in _STARTS.items():
        if head.startswith(start):
            return code
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "svg" if text.startswith((b"<svg", b"<?xml")) else "not_image"


def _code_of_brand(head: bytes) -> str:
    named = head[16 : min(len(head), int.from_bytes(head[:4], "big"))]
    brands = [head[8:12], *(named[at : at + 4] for at in range(0, len(named), 4))]
    if any(brand in _AVIF for brand in brands):
        return "avif"
    return "not_image" if brands[0] in _HEIF_OF_UNKNOWN_CODEC else "video"
