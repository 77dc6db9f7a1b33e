using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>How things stood when they were looked at: of each topic a hash, which is another one after a change.</summary>
internal sealed class LiveStamps
{
    private const int HashLength = 6;

    private readonly byte[] _hashes;

    private LiveStamps(byte[] hashes) => _hashes = hashes;

    /// <summary>What a page can be told of, in the order of the hashes.</summary>
    public static IReadOnlyList<string> Topics { get; } = ["deliveries", "events", "executions", "received", "redeliveries", "activity"];

    /// <param name="states">Of each topic, what changes with it.</param>
    public static LiveStamps Of(IReadOnlyList<string> states) =>
        new([.. states.SelectMany(state => SHA256.HashData(Encoding.UTF8.GetBytes(state))[..HashLength])]);

    /// <summary>Reads what <see cref="ToString"/> wrote; null if it is nothing of the kind.</summary>
    public static LiveStamps? TryRead(string? text) =>
        Base64Url.IsValid(text ?? "", out var length) && length == Topics.Count * HashLength
            ? new(Base64Url.DecodeFromChars(text))
            : null;

    /// <summary>The topics that have changed.</summary>
    /// <param name="before">How things stood before.</param>
    public IEnumerable<string> ChangedSince(LiveStamps before) =>
        Topics.Where((_, index) => !HashOf(index).SequenceEqual(before.HashOf(index)));

    /// <summary>For the page to show when it comes again, to any node.</summary>
    public override string ToString() => Base64Url.EncodeToString(_hashes);

    private ReadOnlySpan<byte> HashOf(int topic) => _hashes.AsSpan(topic * HashLength, HashLength);
}
