using System.Globalization;

namespace ZeroPath.Webhooks;

/// <summary>
/// What the connection's stream has seen of one attempt, which the client does not say (D50): whether the connection was used before,
/// whether an answer began, and its status.
/// </summary>
internal sealed class Exchange
{
    // "HTTP/1.1 200" and what must follow it.
    private const int StatusLength = 13;

    private static readonly AsyncLocal<Exchange?> Ambient = new();

    private readonly byte[] _line = new byte[StatusLength];
    private int _lineLength;
    private bool _isReused;

    /// <summary>That of the attempt which runs here. It reaches the stream with the request.</summary>
    public static Exchange? Current { get => Ambient.Value; set => Ambient.Value = value; }

    /// <summary>Whether a connection that was used before broke before the first byte of an answer.</summary>
    public bool CanBeRepeated => _isReused && !HasAnswer;

    public bool IsRepeated { get; private set; }

    /// <summary>Whether an answer began.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>The status of the answer, once its whole line has come; interim ones do not count.</summary>
    public int? Status { get; private set; }

    /// <summary>Whether the server ended TLS with an alert, when its side of the handshake was over.</summary>
    public bool HasTlsAlert { get; set; }

    /// <summary>Whether the answer begins as HTTP/2 does: with a frame SETTINGS or GOAWAY of the whole connection.</summary>
    public bool IsHttp2 => _lineLength >= 9 && _line[0] == 0 && _line[3] is 4 or 7 && _line.AsSpan(5, 4).IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Whether the request began to be written to a connection of the library's.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Another request is made, on a new connection.</summary>
    public void Repeat() => (IsRepeated, _isReused) = (true, false);

    /// <summary>The request begins to be written.</summary>
    /// <param name="isReused">Whether the connection was used before.</param>
    public void Begin(bool isReused) => (HasBegun, _isReused) = (true, isReused);

    /// <summary>Something has come.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        HasAnswer |= bytes.Length > 0;
        while (Status is null && bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            var kept = Math.Min(part.Length, StatusLength - _lineLength);
            part[..kept].CopyTo(_line.AsSpan(_lineLength));
            _lineLength += kept;
            if (end < 0)
            {
                return;
            }

            Status = FinalStatus(_line.AsSpan(0, _lineLength));
            _lineLength = 0;
            bytes = bytes[(end + 1)..];
        }
    }

    private static int? FinalStatus(ReadOnlySpan<byte> line) =>
        (line.StartsWith("HTTP/1.1 "u8) || line.StartsWith("HTTP/1.0 "u8))
        && line.Length >= StatusLength - 1
        && (line.Length < StatusLength || line[^1] is (byte)' ' or (byte)'\r')
        && int.TryParse(line[9..12], NumberStyles.None, null, out var status)
        && status is >= 200 and <= 599
            ? status
            : null;
}
