"""The connection goes to an address that was checked; the certificate must still fit the name."""

from __future__ import annotations

import contextlib
import datetime as dt
import ssl

import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kit.listening import listening
from wanbox.fetch import exchange
from wanbox.fetch.download import FetchError, Limits, download
from wanbox.fetch.guard import Guard

pytestmark = pytest.mark.asyncio(loop_scope="module")


def certificate(name, signed_by=None, *, days=1):
    """A key and a certificate for a host name, or one that can sign others."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    issuer_key, issuer = signed_by or (key, None)
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=3))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
    return key, made


def write(folder, name, key, made):
    (folder / f"{name}.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return folder / f"{name}.pem"


@pytest.fixture(scope="module")
def authority():
    return certificate("a test authority")


async def answer(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
    await writer.drain()


@pytest_asyncio.fixture(loop_scope="module")
async def serve(tmp_path, authority, monkeypatch):
    """Start a server with a certificate; what is signed by the authority is trusted."""
    trusted = ssl.create_default_context(cadata=authority[1].public_bytes(serialization.Encoding.PEM).decode())
    monkeypatch.setattr(exchange, "_trust", lambda: trusted)
    async with contextlib.AsyncExitStack() as servers:

        async def start(key, made):
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(write(tmp_path, "server", key, made))
            return await servers.enter_async_context(listening(answer, ssl=context))

        yield start


async def get(port, target, host="files.example"):
    async def resolver(host, port):
        return ["127.0.0.1"]

    guard = Guard(allow_private=True, resolver=resolver)
    return await download(f"https://{host}:{port}/a", target, limits=Limits(max_bytes=10, seconds=5), guard=guard)


async def test_a_certificate_for_the_name_is_enough(serve, authority, tmp_path):
    port = await serve(*certificate("files.example", authority))
    assert await get(port, tmp_path / "a") == 3


@pytest.mark.parametrize("host", ["other.example", "sub.files.example", "files.example.evil.example", "127.0.0.1"])
async def test_a_certificate_for_another_name_is_refused(serve, authority, tmp_path, host):
    port = await serve(*certificate("files.example", authority))
    with pytest.raises(FetchError):
        await get(port, tmp_path / "a", host)


async def test_an_expired_certificate_is_refused(serve, authority, tmp_path):
    port = await serve(*certificate("files.example", authority, days=-1))
    with pytest.raises(FetchError):
        await get(port, tmp_path / "a")


async def test_a_certificate_of_an_unknown_authority_is_refused(serve, tmp_path):
    port = await serve(*certificate("files.example"))
    with pytest.raises(FetchError):
        await get(port, tmp_path / "a")


async def test_a_server_without_tls_is_refused(tmp_path):
    async with listening(answer) as port:
        with pytest.raises(FetchError):
            await get(port, tmp_path / "a")
