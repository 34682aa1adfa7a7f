using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Weft.Transport;

/// <summary>
/// A socket with mutual TLS around it. Nothing goes through before <see cref="Open"/> has returned. Then one thread may
/// read while another writes. Failures of the socket stay <see cref="SocketException"/>s; what TLS itself finds wrong
/// is a <see cref="ConnectionClosedException"/> in one line.
///
/// TLS ends its handshake before each end has told whether it believes the other, and some systems close without a
/// word if it does not. So every certificate is let through the handshake, each end judges it at once, and the first
/// bytes inside TLS say how: <code>verdict = length:u16 reason:UTF-8, at most 1 KiB; length 0 = believed</code>
/// Neither end reads or writes anything else before it has believed, and read that it is believed.
/// </summary>
internal sealed class TlsChannel : IDisposable
{
    private const int VerdictBytesMax = 1024;

    // What one record holds at most: pieces are put together up to it.
    private const int RecordBytes = 16 * 1024;

    private readonly byte[] _stage = GC.AllocateUninitializedArray<byte>(RecordBytes);
    private readonly TlsOptions _options;
    private readonly TlsSocketStream _inner;
    private readonly SslStream _tls;
    private readonly string? _host;
    private readonly bool _isDialer;
    private TlsIdentity? _identity;

    // Stands until a certificate was judged.
    private string? _refusal = "no certificate was judged";
    private volatile bool _isOpen;

    /// <summary>Wraps a connected socket, which stays the caller's.</summary>
    /// <param name="socket">In blocking mode.</param>
    /// <param name="options">Who this side is and whom it believes.</param>
    /// <param name="host">A dialer: the name that was dialed. A listener: null.</param>
    /// <param name="onQuiet">See <see cref="TlsSocketStream"/>.</param>
    public TlsChannel(Socket socket, TlsOptions options, string? host, Func<bool> onQuiet)
    {
        (_options, _host, _isDialer) = (options, host, host is not null);
        _inner = new TlsSocketStream(socket, _isDialer, onQuiet);
        _tls = new SslStream(_inner, leaveInnerStreamOpen: true);
    }

    /// <summary>Shakes hands, shows and judges certificates.</summary>
    /// <exception cref="ConnectionClosedException">The ends do not believe each other; both are told why.</exception>
    public void Open()
    {
        _identity = _options.Identity();
        try
        {
            Authenticate();
            WriteVerdict(_refusal);
            _inner.Flush();
            var verdict = ReadVerdict();
            if (_refusal is not null) throw new ConnectionClosedException($"the peer is refused: {_refusal}");
            if (verdict.Length > 0) throw new ConnectionClosedException($"the peer refused this side: {verdict}");
        }
        catch (AuthenticationException error)
        {
            throw new ConnectionClosedException($"the TLS handshake failed: {Innermost(error)}", error);
        }
        catch (IOException error) when (error is not ConnectionClosedException && CauseOf(error) is null)
        {
            throw new ConnectionClosedException($"the peer left the TLS handshake: {error.Message}", error);
        }
        catch (IOException error) when (CauseOf(error) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
        _inner.Gathers = true;
        _isOpen = true;
    }

    /// <summary>Bytes received, 0 at the end of the stream.</summary>
    public int Read(Span<byte> destination)
    {
        try
        {
            return _tls.Read(destination);
        }
        catch (IOException error) when (CauseOf(error) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
        catch (IOException error) when (error is not ConnectionClosedException)
        {
            throw new ConnectionClosedException($"what came is no TLS of this session: {Innermost(error)}", error);
        }
    }

    /// <summary>Writes runs of memory in order; returns once the system has taken every byte.</summary>
    public void Write(List<ReadOnlyMemory<byte>> runs)
    {
        if (!_isOpen) throw new ConnectionClosedException("the TLS handshake has not ended well");
        try
        {
            var staged = 0;
            foreach (var run in runs)
            {
                var rest = run.Span;
                if (staged > 0 || rest.Length < _stage.Length) staged = Stage(ref rest, staged);
                if (rest.Length == 0) continue;
                var whole = rest.Length - (rest.Length % _stage.Length);
                if (whole > 0) _tls.Write(rest[..whole]);
                rest = rest[whole..];
                staged = Stage(ref rest, 0);
            }
            if (staged > 0) _tls.Write(_stage.AsSpan(0, staged));
            _inner.Flush();
        }
        catch (IOException error) when (CauseOf(error) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    /// <summary>Tells the peer that nothing follows; on the writing thread.</summary>
    public void Finish()
    {
        if (!_isOpen) return;
        // Completes before it returns, as the stream below does.
        _tls.ShutdownAsync().GetAwaiter().GetResult();
        _inner.Flush();
    }

    /// <summary>Forgets the session's keys; nobody reads or writes any more.</summary>
    public void Dispose() => _tls.Dispose();

    // Fills the stage and writes it when it is full; what does not fit stays in the rest only if the stage is empty.
    private int Stage(ref ReadOnlySpan<byte> rest, int staged)
    {
        var taken = Math.Min(rest.Length, _stage.Length - staged);
        rest[..taken].CopyTo(_stage.AsSpan(staged));
        rest = rest[taken..];
        staged += taken;
        if (staged < _stage.Length) return staged;
        _tls.Write(_stage);
        return 0;
    }

    private void Authenticate()
    {
        var identity = _identity!;
        if (_isDialer)
        {
            _tls.AuthenticateAsClient(new SslClientAuthenticationOptions
            {
                TargetHost = _host,
                ClientCertificateContext = identity.Context,
                CertificateChainPolicy = PeerCertificate.PolicyFor(_options, identity),
                RemoteCertificateValidationCallback = OnCertificate,
                EnabledSslProtocols = _options.Protocols,
                AllowRenegotiation = false,
                AllowTlsResume = false,
            });
            return;
        }
        _tls.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = identity.Context,
            ClientCertificateRequired = true,
            CertificateChainPolicy = PeerCertificate.PolicyFor(_options, identity),
            RemoteCertificateValidationCallback = OnCertificate,
            EnabledSslProtocols = _options.Protocols,
            AllowRenegotiation = false,
            AllowTlsResume = false,
        });
    }

    // Lets every certificate through: the verdict stops whom this side does not believe, and tells why.
    private bool OnCertificate(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        _refusal = PeerCertificate.Judge(
            shown, chain, errors, _options.ChecksNames ? _host : null, _options, _identity!);
        return true;
    }

    private void WriteVerdict(string? refusal)
    {
        var reason = Encoding.UTF8.GetBytes(refusal ?? "").AsSpan();
        if (reason.Length > VerdictBytesMax) reason = reason[..VerdictBytesMax];
        var verdict = new byte[sizeof(ushort) + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(verdict, (ushort)reason.Length);
        reason.CopyTo(verdict.AsSpan(sizeof(ushort)));
        _tls.Write(verdict);
    }

    private string ReadVerdict()
    {
        var length = new byte[sizeof(ushort)];
        _tls.ReadExactly(length);
        var bytes = BinaryPrimitives.ReadUInt16BigEndian(length);
        if (bytes > VerdictBytesMax)
            throw new ConnectionClosedException($"the peer's verdict has {bytes:N0} bytes: it is no Weft node");
        var reason = new byte[bytes];
        _tls.ReadExactly(reason);
        return string.Concat(Encoding.UTF8.GetString(reason).Select(c => char.IsControl(c) ? ' ' : c));
    }

    private static Exception? CauseOf(IOException error) =>
        error.InnerException is SocketException or ObjectDisposedException ? error.InnerException : null;

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error.Message;
    }
}
