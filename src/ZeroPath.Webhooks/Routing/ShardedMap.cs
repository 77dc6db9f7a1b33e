using System.Numerics;

namespace ZeroPath.Webhooks;

/// <summary>
/// Values by key, as an immutable value: a change makes another one, which shares all but one of the small dictionaries that the values
/// are in.
/// </summary>
/// <remarks>A look costs little more than in one dictionary, where a tree costs a place of memory for each of its levels.</remarks>
/// <typeparam name="TValue">What the values are.</typeparam>
internal sealed class ShardedMap<TValue>
    where TValue : class
{
    private const int FullShard = 128;

    private readonly IEqualityComparer<string> _keys;

    // A power of two of them.
    private readonly Dictionary<string, TValue>[] _shards;

    /// <summary>No values.</summary>
    /// <param name="keys">Which keys are alike.</param>
    public ShardedMap(IEqualityComparer<string> keys)
        : this(keys, [new(keys)], 0)
    {
    }

    /// <summary>These values.</summary>
    /// <param name="keys">Which keys are alike.</param>
    /// <param name="values">The values, each with its key, which no other has.</param>
    public ShardedMap(IEqualityComparer<string> keys, IReadOnlyCollection<KeyValuePair<string, TValue>> values)
    {
        (_keys, Count) = (keys, values.Count);
        _shards = Distribute(values, (int)BitOperations.RoundUpToPowerOf2((uint)((values.Count / FullShard) + 1)));
    }

    private ShardedMap(IEqualityComparer<string> keys, Dictionary<string, TValue>[] shards, int count) =>
        (_keys, _shards, Count) = (keys, shards, count);

    public int Count { get; }

    /// <summary>The value of a key; null if there is none.</summary>
    public TValue? Find(string key) => _shards[ShardOf(key, _shards.Length)].GetValueOrDefault(key);

    /// <summary>With this value for a key, or without one if it is null.</summary>
    public ShardedMap<TValue> With(string key, TValue? value)
    {
        var at = ShardOf(key, _shards.Length);
        var shard = new Dictionary<string, TValue>(_shards[at], _keys);
        if (value is null)
        {
            shard.Remove(key);
        }
        else
        {
            shard[key] = value;
        }

        Dictionary<string, TValue>[] shards = [.. _shards];
        shards[at] = shard;
        var count = Count + shard.Count - _shards[at].Count;

        // Seldom: for each value that is added, two are moved in the long run.
        return new(_keys, count > FullShard * shards.Length ? Distribute(shards.SelectMany(all => all), shards.Length * 2) : shards, count);
    }

    private int ShardOf(string key, int shards) => shards == 1 ? 0 : _keys.GetHashCode(key) & (shards - 1);

    private Dictionary<string, TValue>[] Distribute(IEnumerable<KeyValuePair<string, TValue>> values, int count)
    {
        Dictionary<string, TValue>[] shards = [.. Enumerable.Range(0, count).Select(_ => new Dictionary<string, TValue>(_keys))];
        foreach (var (key, value) in values)
        {
            shards[ShardOf(key, count)].Add(key, value);
        }

        return shards;
    }
}
