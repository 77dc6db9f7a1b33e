namespace ZeroPath.Webhooks;

/// <summary>Whether two hashes are the same, found out in a time that does not depend on where they differ.</summary>
internal delegate bool CompareHashes(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other);
