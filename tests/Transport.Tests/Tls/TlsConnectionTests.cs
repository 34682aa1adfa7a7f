using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Weft.Serialization;

namespace Weft.Transport.Tests;

public sealed class TlsConnectionTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Values_of_all_lengths_cross_TLS_whole_in_both_directions(SslProtocols protocol)
    {
        var tls = _authority.Tls() with { Protocols = protocol };
        await using var pair = await MakeAsync(tls, tls);
        pair.Server.Then = (from, message) => from.Send(
            new Envelope(message.Body, [.. message.Values.Select(v => new ToSerialize(((Deserialized)v).Value!))]),
            MessageKind.Data);
        foreach (var length in new[] { 0, 1, 16_000, 16_384, 16_385, 65_000, 66_000, 1_000_003, 20_000_001 })
        {
            var sent = Pair.Bytes(length);
            await pair.Connection.SendAsync(Pair.Message(1, new ToSerialize(sent)), MessageKind.Data, default);
            var value = (Deserialized)pair.Client.Next().Values[0];
            Assert.True(sent.AsSpan().SequenceEqual((byte[])value.Value!), $"{length} bytes");
        }
    }

    [Fact]
    public async Task A_value_received_by_TLS_is_allocated_once()
    {
        const int count = 2_000_000;
        await using var pair = await MakeAsync(_authority.Tls(), _authority.Tls());
        var sent = Pair.Doubles(count);
        Envelope Transfer()
        {
            pair.Connection.SendAsync(Pair.Message(1, new ToSerialize(sent)), MessageKind.Data, default).Wait();
            return pair.Server.Next();
        }
        Transfer();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var received = Transfer();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(sent, (double[])((Deserialized)received.Values[0]).Value!);
        // TLS allocates small things for each record.
        Assert.InRange(allocated, count * sizeof(double), (count * sizeof(double)) + (2 << 20));
    }

    [Fact]
    public async Task Small_messages_keep_their_order_and_both_ends_the_reason_of_the_end()
    {
        await using var pair = await MakeAsync(_authority.Tls(), _authority.Tls());
        for (var index = 0; index < 20_000; index++)
            pair.Connection.Send(new Envelope(BitConverter.GetBytes(index), []));
        for (var index = 0; index < 20_000; index++)
            Assert.Equal(index, BitConverter.ToInt32(pair.Server.Next().Body.Span));
        pair.Connection.Close("the work is done");
        Assert.Equal("the work is done", await pair.Server.Closed);
        Assert.Equal("the work is done", await pair.Client.Closed);
    }

    [Fact]
    public async Task Traffic_in_both_directions_at_once_arrives_whole()
    {
        await using var pair = await MakeAsync(_authority.Tls(), _authority.Tls());
        var data = Pair.Bytes(3_000_000);
        async Task SendAsync(Connection from)
        {
            for (var turn = 0; turn < 20; turn++)
                await from.SendAsync(Pair.Message((byte)turn, new ToSerialize(data)), MessageKind.Data, default);
        }
        var sending = Task.WhenAll(
            Task.Run(() => SendAsync(pair.Connection)), Task.Run(() => SendAsync(pair.Server.Connection)));
        for (var turn = 0; turn < 20; turn++)
        {
            foreach (var end in new[] { pair.Server, pair.Client })
            {
                var value = (Deserialized)end.Next().Values[0];
                Assert.True(data.AsSpan().SequenceEqual((byte[])value.Value!));
            }
        }
        await sending;
    }

    [Fact]
    public async Task A_listener_of_another_authority_is_refused_and_both_ends_name_it()
    {
        using var other = new TestAuthority("Other authority");
        var (dialer, listener) = await RefusedAsync(
            _authority.Tls(), new TlsOptions(new TlsIdentity(other.Issue(), [_authority.Certificate])));
        Assert.Contains("'CN=Other authority', which is not among the trusted", dialer, StringComparison.Ordinal);
        Assert.Contains("'CN=Test authority'", dialer, StringComparison.Ordinal);
        Assert.Contains("refused this side: the certificate 'CN=127.0.0.1'", listener, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dialer_of_another_authority_is_refused_and_both_ends_name_it()
    {
        using var other = new TestAuthority("Other authority");
        var (dialer, listener) = await RefusedAsync(
            new TlsOptions(new TlsIdentity(other.Issue(), [_authority.Certificate])), _authority.Tls());
        Assert.Contains("'CN=Other authority', which is not among the trusted", listener, StringComparison.Ordinal);
        Assert.Contains("refused this side: the certificate 'CN=127.0.0.1'", dialer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_only_bears_the_right_name_is_refused()
    {
        using var namesake = new TestAuthority();
        var (dialer, listener) = await RefusedAsync(namesake.Showing(namesake.Issue()), _authority.Tls());
        Assert.Contains("not among the trusted", listener, StringComparison.Ordinal);
        Assert.Contains("not among the trusted", dialer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_out_of_its_time_is_refused_and_both_ends_name_the_dates()
    {
        foreach (var (from, until) in new[] { (-9, -8), (8, 9) })
        {
            using var stale = _authority.Issue("127.0.0.1", from, until);
            var dates = $"is valid from {stale.NotBefore:u} to {stale.NotAfter:u}";
            var (dialer, listener) = await RefusedAsync(_authority.Showing(stale), _authority.Tls());
            Assert.Contains(dates, listener, StringComparison.Ordinal);
            Assert.Contains(dates, dialer, StringComparison.Ordinal);
            (dialer, listener) = await RefusedAsync(_authority.Tls(), _authority.Showing(stale));
            Assert.Contains(dates, listener, StringComparison.Ordinal);
            Assert.Contains(dates, dialer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_listener_under_another_name_is_refused_unless_names_are_not_checked()
    {
        var elsewhere = _authority.Tls("node-7.example,10.1.2.3");
        var (dialer, listener) = await RefusedAsync(_authority.Tls(), elsewhere);
        Assert.Contains("is for 'node-7.example', '10.1.2.3', not for '127.0.0.1'", dialer, StringComparison.Ordinal);
        Assert.Contains("not for '127.0.0.1' that was dialed", listener, StringComparison.Ordinal);

        await using var pair = await MakeAsync(elsewhere, _authority.Tls() with { ChecksNames = false });
    }

    [Fact]
    public async Task The_name_that_was_dialed_counts_and_not_the_address_behind_it()
    {
        var named = Options(_authority.Tls("node-7.example"));
        await using var listener = ConnectionListener.Start(Pair.AnyPort, named, _ => new Recorder());
        await using var connection = await ConnectionDialer.ConnectAsync(
            "node-7.example", listener.LocalEndPoint, Options(_authority.Tls()), _ => new Recorder(), default);
        Assert.Null(connection.ClosedReason);
    }

    [Fact]
    public async Task A_certificate_for_servers_only_is_refused_where_it_dials()
    {
        using var serverOnly = PurposeCertificate.ForServersOnly();
        var tls = new TlsOptions(new TlsIdentity(serverOnly, [_authority.Certificate, serverOnly]));
        var (dialer, listener) = await RefusedAsync(
            tls, new TlsOptions(new TlsIdentity(_authority.Issue(), [serverOnly])));
        Assert.Contains("extended key usage", listener, StringComparison.Ordinal);
        Assert.Contains("extended key usage", dialer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dialer_without_a_certificate_is_refused_by_name()
    {
        var refused = new TaskCompletionSource<string>();
        await using var listener = ConnectionListener.Start(
            Pair.AnyPort, Options(_authority.Tls()), _ => new Recorder(), (_, reason) => refused.TrySetResult(reason));
        using var client = new TcpClient();
        await client.ConnectAsync(listener.LocalEndPoint);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("127.0.0.1");
        await tls.WriteAsync(new byte[2]);
        var verdict = new byte[1000];
        var bytes = await tls.ReadAtLeastAsync(verdict, 3, false);
        const string said = "no certificate was shown";
        Assert.Contains(said, Encoding.UTF8.GetString(verdict, 2, bytes - 2), StringComparison.Ordinal);
        Assert.Contains(said, await refused.Task.WaitAsync(Pair.Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_dialer_and_a_TLS_listener_name_each_other()
    {
        var (dialer, listener) = await RefusedAsync(null, _authority.Tls());
        Assert.Contains("the peer speaks TLS, and this side does not", dialer, StringComparison.Ordinal);
        Assert.Contains("the peer speaks without TLS", listener, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_TLS_dialer_and_a_plain_listener_name_each_other()
    {
        var (dialer, listener) = await RefusedAsync(_authority.Tls(), null);
        Assert.Contains("the peer speaks without TLS only", dialer, StringComparison.Ordinal);
        Assert.Contains("the peer speaks TLS, and this side does not", listener, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_that_share_no_protocol_both_fail_with_words()
    {
        var (dialer, listener) = await RefusedAsync(
            _authority.Tls() with { Protocols = SslProtocols.Tls12 },
            _authority.Tls() with { Protocols = SslProtocols.Tls13 });
        Assert.Contains("TLS", dialer, StringComparison.Ordinal);
        Assert.Contains("TLS handshake", listener, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_is_refused_behind_the_certificates()
    {
        var server = Options(_authority.Tls()) with { Token = Pair.Bytes(32) };
        await using var listener = ConnectionListener.Start(Pair.AnyPort, server, _ => new Recorder());
        var error = await Assert.ThrowsAsync<ConnectionClosedException>(async () => await ConnectionDialer.ConnectAsync(
            listener.LocalEndPoint, Options(_authority.Tls()), _ => new Recorder(), default));
        Assert.Contains("TransportOptions.Token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_half_a_handshake_and_garbage_end_with_the_handshake_timeout_or_before()
    {
        var options = Options(_authority.Tls()) with { HandshakeTimeout = TimeSpan.FromMilliseconds(300) };
        await using var listener = ConnectionListener.Start(Pair.AnyPort, options, _ => new Recorder());
        byte[][] openings = [[], [0x16], [0x16, 3, 1, 2, 0], [0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5], Pair.Bytes(1 << 20)];
        foreach (var opening in openings)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(listener.LocalEndPoint);
            try
            {
                await client.GetStream().WriteAsync(opening);
                var rest = new byte[4096];
                while (await client.GetStream().ReadAsync(rest).AsTask().WaitAsync(Pair.Patience) > 0)
                {
                }
            }
            catch (IOException)
            {
                // Closed with input unread: the system says reset.
            }
        }
        for (var wait = 0; listener.ConnectionCount > 0 && wait < 200; wait++) await Task.Delay(50);
        Assert.Equal(0, listener.ConnectionCount);
        await using var right = await ConnectionDialer.ConnectAsync(
            listener.LocalEndPoint, Options(_authority.Tls()), _ => new Recorder(), default);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_delays_neither_Send_nor_disposal()
    {
        await using var pair = await MakeAsync(_authority.Tls(), _authority.Tls());
        using var hold = new ManualResetEventSlim();
        pair.Server.Then = (_, _) => hold.Wait(Pair.Patience);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var index = 0; index < 500; index++) pair.Connection.Send(new Envelope(new byte[100_000], []));
        await pair.Connection.DisposeAsync();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(8), $"{clock.Elapsed.TotalSeconds:F1} s");
        hold.Set();
    }

    [Fact]
    public async Task A_peer_that_dies_within_a_transfer_fails_the_sender()
    {
        await using var pair = await MakeAsync(_authority.Tls(), _authority.Tls());
        using var hold = new ManualResetEventSlim();
        pair.Server.Then = (_, _) => hold.Wait(Pair.Patience);
        pair.Connection.Send(Pair.Message(0));
        var sending = pair.Connection.SendAsync(
            Pair.Message(1, new ToSerialize(new byte[100_000_000])), MessageKind.Data, default);
        hold.Set();
        pair.Server.Connection.Abort();
        await Assert.ThrowsAsync<ConnectionClosedException>(() => sending.WaitAsync(Pair.Patience));
        await pair.Client.Closed;
    }

    private static TransportOptions Options(TlsOptions? tls) => Pair.Options("tcp://tls") with { Tls = tls };

    private static Task<Pair> MakeAsync(TlsOptions server, TlsOptions client) =>
        Pair.MakeAsync(Options(server), Options(client));

    // What each end says of a connection that must not come about; the listener must live on.
    private static async Task<(string Dialer, string Listener)> RefusedAsync(TlsOptions? dialer, TlsOptions? server)
    {
        var refused = new TaskCompletionSource<string>();
        await using var listener = ConnectionListener.Start(
            Pair.AnyPort,
            Options(server),
            _ => new Recorder(),
            (_, reason) => refused.TrySetResult(reason));
        var error = await Assert.ThrowsAsync<ConnectionClosedException>(async () => await ConnectionDialer.ConnectAsync(
            listener.LocalEndPoint, Options(dialer), _ => new Recorder(), default));
        var reason = await refused.Task.WaitAsync(Pair.Patience);

        // Once more, and told the same: the listener lives on.
        var again = await Assert.ThrowsAsync<ConnectionClosedException>(async () => await ConnectionDialer.ConnectAsync(
            listener.LocalEndPoint, Options(dialer), _ => new Recorder(), default));
        Assert.Equal(Undated(error.Message), Undated(again.Message));
        return (error.Message, reason);
    }

    private static string Undated(string text) => text.Split(", and now it is")[0];
}
