"""Files that mean harm or pretend to be others, made on the spot. Each is small, whatever it claims."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image

from wanbox.testing import media

PNG = b"\x89PNG\r\n\x1a\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><image href="file:///etc/passwd"/></svg>'
HTML = b"<!doctype html><script>alert(document.domain)</script>"


def chunk(name, data, crc=None):
    return (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data) if crc is None else crc)
    )


def png(width, height, *, extra=b"", depth=8, colour=2, rows=None, interlace=0, crc=None):
    """A PNG that claims a size; `rows` are those that are really in it."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 1)
    row = b"\0" + b"\x80" * ((width * channels * depth + 7) // 8)
    body = zlib.compress(row * (min(height, 400) if rows is None else rows), 1)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace), crc)
    return PNG + header + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def squeezed(megabytes):
    """Zeros, packed a thousandfold."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def jpeg(size=(400, 300), mode="RGB", **save):
    return media.picture("JPEG", size, mode, **save)


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def with_segments(*segments):
    whole = jpeg()
    return whole[:2] + b"".join(segments) + whole[2:]


def jpeg_of(width, height):
    """A JPEG whose frame header (SOF) claims another size."""
    whole = bytearray(jpeg())
    at = whole.index(b"\xff\xc0") + 5
    whole[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def scans(count):
    """A progressive JPEG that paints itself over and over."""
    whole = jpeg((800, 600), progressive=True, quality=30)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * count + whole[-2:]


def bmp(width, height, bits=24):
    return struct.pack(
        "<2sIIIIiiHHIIiiII", b"BM", 54 + 3000, 0, 54, 40, width, height, 1, bits, 0, 0, 0, 0, 0, 0
    ) + bytes(3000)


def frames(kind, count):
    """An animation."""
    out = io.BytesIO()
    pictures = [Image.new("RGB", (320, 240), (n, 0, 255 - n)) for n in range(count)]
    pictures[0].save(out, kind, save_all=True, append_images=pictures[1:], duration=10)
    return out.getvalue()


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", bytes(1 << 20))
    return out.getvalue()


def clip(tmp_path):
    return media.clip(tmp_path / "clip.mp4", width=320, height=240, frames=30).read_bytes()


def broken_exif():
    return b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x03\xff\xff\xff\xff\xff\xff\xff\xff" * 40


def looping_exif():
    """A directory whose next directory is itself."""
    return b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x08\0\0\0"


def wav(*, tag=1, channels=1, rate=8000, bits=16, data=None, claimed=None, align=None):
    """A WAV with a header of one's own."""
    data = media.wav(4)[44:] if data is None else data
    align = channels * bits // 8 if align is None else align
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * align & 0xFFFFFFFF, align & 0xFFFF, bits)
    size = len(data) if claimed is None else claimed
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", size)
        + data
    )


def id3(*bodies):
    """An MP3 tag of named frames, in front of something."""
    content = b"".join(name + struct.pack(">IH", len(data), 0) + data for name, data in bodies)
    size = bytes(len(content) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + content


def noise(seconds=4):
    return np.random.default_rng(1).bytes(seconds * 16000)


def playlists(address):
    """Lists that name other files or addresses, in every form that FFmpeg knows."""
    return {
        "m3u": f"#EXTM3U\n#EXTINF:9,\n{address}\n",
        "hls": f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:9,\n{address}\n#EXT-X-ENDLIST\n",
        "hls-key": f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{address}"\n#EXTINF:9,\nconcat:{address}|file:///etc/passwd\n',
        "pls": f"[playlist]\nFile1={address}\nNumberOfEntries=1\n",
        "ffconcat": f"ffconcat version 1.0\nfile '{address}'\nfile '/etc/passwd'\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        "smil": f'<smil><body><audio src="{address}"/></body></smil>',
        "dash": f'<?xml version="1.0"?><MPD><Period><BaseURL>{address}</BaseURL></Period></MPD>',
        "asx": f'<asx version="3.0"><entry><ref href="{address}"/></entry></asx>',
        "ram": f"{address}\n",
        "ffmetadata": ";FFMETADATA1\ntitle=x\n",
        "redirect": f"[Reference]\nRef1={address}\n",
    }


def other_pictures():
    """Whole files of kinds that no caller may send, some with a picture's beginning or end around them."""
    made = {
        kind: media.picture(kind, (320, 240))
        for kind in ("GIF", "TIFF", "ICO", "PPM", "TGA", "PCX", "DDS", "JPEG2000", "PDF")
    }
    return made | {
        "svg": SVG,
        "svg-with-xml": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG,
        "svgz": gzip.compress(SVG),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 400 300\n(/etc/passwd) (r) file\nshowpage\n",
        "eps-dos": b"\xc5\xd0\xd3\xc6" + struct.pack("<II", 32, 40) + bytes(24) + b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "psd": b"8BPS\0\x01" + bytes(6) + struct.pack(">HIIHH", 3, 300, 400, 8, 3) + bytes(5000),
        "xcf": b"gimp xcf v011\0" + struct.pack(">III", 400, 300, 0) + bytes(100),
        "avif": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(200),
        "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
        "jxl": b"\xff\x0a" + bytes(200),
        "zip": archive(),
        "html": HTML,
        "html-in-png": PNG + HTML,
        "gif-with-script": b"GIF89a/*" + media.picture("GIF")[6:] + b"*/=1;alert(1)",
        "pdf-then-jpeg": b"%PDF-1.7\n" + jpeg(),
        "jpeg-in-text": b"\n\n" + jpeg(),
        "ras": b"\x59\xa6\x6a\x95" + struct.pack(">IIIIIII", 400, 300, 24, 360000, 1, 0, 0) + bytes(1000),
        "exe": b"MZ\x90\0" + bytes(500),
        "elf": b"\x7fELF\x02\x01\x01" + bytes(500),
        "icns": b"icns\0\0\0\x10ic07\0\0\0\x08",
        "wmf": b"\xd7\xcd\xc6\x9a" + bytes(100),
        "dib": bmp(320, 240)[14:],
        "nothing": b"",
        "zeros": bytes(4096),
        "one-byte": b"\xff",
    }


def lying_pictures():
    """Beginnings that promise what does not come."""
    whole = jpeg()
    return {
        "png-of-no-width": png(0, 300),
        "png-of-no-height": png(300, 0),
        "png-header-only": PNG,
        "png-without-data": PNG
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 400, 300, 8, 2, 0, 0, 0))
        + chunk(b"IEND", b""),
        "png-wrong-checksum": png(400, 300, crc=1),
        "png-unknown-colour": png(400, 300, colour=5),
        "png-unknown-depth": png(400, 300, depth=3),
        "png-endless-chunk": PNG + struct.pack(">I", 0x7FFFFFFF) + b"IHDR" + bytes(20),
        "png-text-bomb": png(400, 300, extra=chunk(b"zTXt", b"a\0\0" + squeezed(64))),
        "png-text-bombs": png(
            400, 300, extra=b"".join(chunk(b"zTXt", b"a%d\0\0" % n + squeezed(1)) for n in range(80))
        ),
        "png-international-bomb": png(400, 300, extra=chunk(b"iTXt", b"a\0\x01\0\0\0" + squeezed(64))),
        "png-profile-bomb": png(400, 300, extra=chunk(b"iCCP", b"a\0\0" + squeezed(64))),
        "jpeg-marker-only": b"\xff\xd8\xff",
        "jpeg-cut": whole[: len(whole) // 3],
        "jpeg-of-no-size": jpeg_of(0, 0),
        "jpeg-head-of-a-text": b"\xff\xd8\xff\xe0" + HTML * 20,
        "bmp-cut": bmp(1000, 1000),
        "bmp-of-no-size": bmp(0, 0),
        "bmp-of-odd-bits": bmp(400, 300, bits=7),
        "webp-cut": media.picture("WEBP", (400, 300))[:200],
        "webp-with-a-wave": b"RIFF\x24\0\0\0WEBPfmt " + bytes(40),
    }


def large_pictures():
    """More pixels than are unpacked, or sides that are none."""
    return {
        "bomb": media.bomb(30_000),
        "png-of-2-to-the-31": PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)),
        "jpeg-of-65535": jpeg_of(65535, 65535),
        "bmp-of-2-to-the-31": bmp(2**31 - 1, 2**31 - 1),
        "bmp-upside-down": bmp(100_000, -100_000),
        "wide": png(100_000, 1),
        "high": png(1, 100_000, rows=100_000),
        "dot": png(1, 1),
        "webp-dot": b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
        "small": png(239, 239),
        "webp-of-16383": media.picture("WEBP", (16383, 1), quality=1),
    }


def odd_pictures():
    """Pictures that are taken: strange, but whole, and harmless once only their pixels are left."""
    return {
        "jpeg-cmyk": jpeg(mode="CMYK"),
        "jpeg-grey": jpeg(mode="L"),
        "jpeg-then-html": jpeg() + HTML,
        "jpeg-then-zip": jpeg() + archive(),
        "jpeg-with-script": with_segments(segment(0xFE, b"*/=1;alert(1)/*" * 100)),
        "jpeg-of-many-parts": with_segments(*[segment(0xEF, b"x")] * 20_000),
        "jpeg-broken-exif": with_segments(segment(0xE1, broken_exif())),
        "jpeg-looping-exif": with_segments(segment(0xE1, looping_exif())),
        "jpeg-broken-profile": jpeg(icc_profile=b"\xff" * 5000),
        "jpeg-large-profile": jpeg(
            icc_profile=struct.pack(">I", 1 << 20) + bytes(32) + b"acsp" + b"\xff" * ((1 << 20) - 40)
        ),
        "png-then-html": png(400, 300) + HTML,
        "png-16-bit": png(400, 300, depth=16, colour=0),
        "png-16-bit-colour": png(400, 300, depth=16, colour=6),
        "png-1-bit": png(400, 300, depth=1, colour=0),
        "png-broken-exif": png(400, 300, extra=chunk(b"eXIf", broken_exif()[6:])),
        "png-animated": frames("PNG", 120),
        "webp-animated": frames("WEBP", 120),
        # What is missing inside of a whole file is filled up by its decoder, as viewers do.
        "png-rows-missing": png(1000, 1000, rows=3),
        "jpeg-larger-than-it-is": jpeg_of(1500, 1500),
        "webp-broken-exif": media.picture("WEBP", (400, 300), exif=broken_exif()),
    }


def other_sounds(tmp_path):
    whole = media.wav(4)
    return {
        "mp4": clip(tmp_path),
        "ogg": b"OggS\0\x02" + bytes(200),
        "flac": b"fLaC\0\0\0\x22" + bytes(200),
        "aac": b"\xff\xf1\x50\x80\x02\x1f\xfc" * 100,
        "midi": b"MThd\0\0\0\x06\0\0\0\x01\0\x60" + bytes(100),
        "webm": b"\x1a\x45\xdf\xa3" + bytes(200),
        "avi": b"RIFF\x24\0\0\0AVI LIST" + bytes(100),
        "aiff": b"FORM\0\0\0\x24AIFFCOMM" + bytes(100),
        "amr": b"#!AMR\n" + bytes(100),
        "flv": b"FLV\x01\x05\0\0\0\x09" + bytes(100),
        "swf": b"CWS\x09" + bytes(100),
        "picture": jpeg(),
        "gzip-of-wav": gzip.compress(whole),
        "html": HTML,
        "nothing": b"",
        "ones": b"\xff" * 4096,
        "wav-without-data": whole[:44],
        "wav-header-only": whole[:12],
        "wav-of-no-channels": wav(channels=0),
        "wav-of-65535-channels": wav(channels=65535),
        "wav-of-no-rate": wav(rate=0),
        "wav-of-4-gigahertz": wav(rate=0xFFFFFFFF),
        "wav-of-1-hertz": wav(rate=1),
        "wav-of-an-unknown-codec": wav(tag=0x7777),
        "wav-of-a-rare-codec": wav(tag=0x0161, data=noise(), align=512),
        "wav-of-voice": wav(tag=0x0042, data=noise(), align=24),
        "wav-of-atrac": wav(tag=0x0270, channels=2, rate=44100, data=noise(), align=384),
        "tag-then-mp4": id3((b"TIT2", b"\0x")) + clip(tmp_path),
        "tag-then-list": id3((b"TIT2", b"\0x")) + b"#EXTM3U\nfile:///etc/passwd\n",
        "tag-then-html": id3((b"TIT2", b"\0x")) + HTML * 50,
        "tag-of-nothing": b"ID3\x04\0\x80\x7f\x7f\x7f\x7f" + bytes(500),
    }


def odd_sounds():
    picture = b"\0image/jpeg\0\x03\0" + jpeg()
    return {
        "mp3-with-a-cover": id3((b"APIC", picture)) + media.mp3(4),
        "mp3-with-a-web-cover": id3((b"APIC", b"\0-->\0\x03\0http://127.0.0.1/a.jpg")) + media.mp3(4),
        "mp3-with-a-large-tag": id3((b"PRIV", bytes(2_000_000))) + media.mp3(4),
        "wav-that-claims-4-gigabytes": wav(claimed=0xFFFFFFFF),
        "wav-of-floats": wav(tag=3, bits=32, data=np.full(32_000, np.nan, "<f4").tobytes()),
        "wav-of-8-bits": wav(bits=8, data=noise(2)),
        "wav-of-telephones": wav(tag=7, bits=8, data=noise(2)),
    }
