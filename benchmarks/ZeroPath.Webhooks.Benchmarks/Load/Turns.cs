namespace ZeroPath.Webhooks.Benchmarks.Load;

/// <summary>Contenders that take turns, so that whatever else the machine does befalls all of them.</summary>
internal static class Turns
{
    /// <summary>So many deliveries until nothing is compiled anew any more.</summary>
    private const int WarmUp = 200_000;

    /// <summary>Rates are steady when the last three differ by so much at most. A busy machine's are not: it is asked so often.</summary>
    private const double Steady = 1.1;
    private const int Patience = 10;

    /// <returns>What each turn of each contender took.</returns>
    public static async Task<List<Cost>[]> RunAsync(int rounds, int deliveries, params Func<Task>[] contenders)
    {
        var costs = contenders.Select(_ => new List<Cost>()).ToArray();
        var least = Math.Max(3, WarmUp / deliveries);
        for (var round = 0; round < least || (round < least + Patience && !costs.All(IsSteady)); round++)
        {
            await RunRoundAsync(round);
        }

        Array.ForEach(costs, own => own.Clear());
        for (var round = 0; round < rounds; round++)
        {
            await RunRoundAsync(round);
        }

        return costs;

        async Task RunRoundAsync(int round)
        {
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                var contender = (round + turn) % contenders.Length;
                costs[contender].Add(await Cost.MeasureAsync(deliveries, contenders[contender]));
            }
        }
    }

    private static bool IsSteady(List<Cost> costs)
    {
        var last = costs.TakeLast(3).Select(cost => cost.PerSecond).ToList();
        return last.Max() / last.Min() < Steady;
    }
}
