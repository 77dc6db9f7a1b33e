using CsCheck;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Routing;

/// <summary>The immutable list and map of the index, against those of the framework.</summary>
public class SharedPiecesTests
{
    private static readonly Gen<(int Item, bool IsAdded)[]> Steps =
        Gen.Select(Gen.Int[0, 600], Gen.Int[0, 2]).Select((item, dice) => (item, dice > 0)).Array[0, 2_000];

    [Fact]
    public void Items_are_in_order_each_once_whatever_was_added_and_removed() => Steps.Sample(steps =>
    {
        var items = new SortedItems<int>(Comparer<int>.Default);
        var expected = new SortedSet<int>();
        foreach (var (item, isAdded) in steps)
        {
            items = isAdded ? items.With(item) : items.Without(item);
            _ = isAdded ? expected.Add(item) : expected.Remove(item);
        }

        items.Should().Equal(expected);
        items.Count.Should().Be(expected.Count);
        items.From(300).Should().Equal(expected.Where(item => item >= 300));
        Enumerable.Range(0, items.Count).Select(index => items[index]).Should().Equal(expected);
    }, iter: 50);

    [Fact]
    public void Values_are_found_by_key_whatever_was_added_and_removed() => Steps.Sample(steps =>
    {
        var map = new ShardedMap<string>(StringComparer.OrdinalIgnoreCase);
        var expected = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (item, isAdded) in steps)
        {
            var key = item % 2 == 0 ? $"Key {item}" : $"key {item}";
            map = map.With(key, isAdded ? $"{item}" : null);
            _ = isAdded ? expected[key] = $"{item}" : expected.Remove(key) ? "" : null;
        }

        map.Count.Should().Be(expected.Count);
        Enumerable.Range(0, 601).Select(item => map.Find($"KEY {item}")).Should()
            .Equal(Enumerable.Range(0, 601).Select(item => expected.GetValueOrDefault($"KEY {item}")));
    }, iter: 50);

    [Fact]
    public void What_was_made_before_a_change_stays_as_it_was()
    {
        var items = Enumerable.Range(0, 1_000).Aggregate(
            new SortedItems<string>(StringComparer.Ordinal), (all, item) => all.With($"{item:D4}"));

        var changed = items.With("0500a").Without("0007");

        items.Should().Equal(Enumerable.Range(0, 1_000).Select(item => $"{item:D4}"));
        changed.NotIn(items).Should().Equal("0500a");
        items.NotIn(changed).Should().Equal("0007");
    }

    [Fact]
    public void A_change_copies_what_it_touches()
    {
        var items = Enumerable.Range(0, 100_000).Aggregate(new SortedItems<int>(Comparer<int>.Default), (all, item) => all.With(item));

        var changed = items.With(100_001).Without(50_000);

        changed.Pieces.ToArray().Except(items.Pieces.ToArray()).Should().HaveCountLessThan(3);
        changed.Pieces.ToArray().Max(piece => piece.Length).Should().BeLessThanOrEqualTo(128);
    }
}
