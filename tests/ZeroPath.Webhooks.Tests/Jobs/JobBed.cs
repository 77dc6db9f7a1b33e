using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Jobs;

/// <summary>Jobs of one kind, their handler and their pump, under a fake clock.</summary>
internal sealed class JobBed : IJobHandler, IDisposable
{
    private readonly IJobStore _store;
    private readonly ConcurrentDictionary<string, int> _failures = new();
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private int _number;

    public JobBed()
    {
        var inner = InMemoryStore.Create(Clock).Jobs;
        _store = DispatchProxy.Create<IJobStore, Answering>();
        ((Answering)_store).Answer = (method, arguments) =>
        {
            _calls.AddOrUpdate(method.Name, 1, (_, calls) => calls + 1);
            return _failures.GetValueOrDefault(method.Name) is > 0 and var left && _failures.TryUpdate(method.Name, left - 1, left)
                ? throw new IOException($"{method.Name} was told to fail.")
                : method.Invoke(inner, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        };
        Restart();
    }

    public Clock Clock { get; } = new();

    public ZeroPathWebhooksOptions Options { get; } = new();

    public IJobStore Store => _store;

    public JobDispatcher Dispatcher { get; private set; } = null!;

    public JobPump Pump { get; private set; } = null!;

    /// <summary>The attempts that were begun.</summary>
    public ConcurrentQueue<LeasedJob> Started { get; } = new();

    /// <summary>What the handler does.</summary>
    public Func<LeasedJob, CancellationToken, Task<JobTransition?>> Run { get; set; } = (_, _) =>
        Task.FromResult<JobTransition?>(JobTransition.Succeeded());

    public string Kind => "work";

    public int MaxConcurrency { get; set; } = 4;

    public int MaxTogether { get; set; } = 1;

    public RetrySchedule Retry { get; set; } = new() { Delays = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10)] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<JobTransition?> RunAsync(LeasedJob leased, CancellationToken cancellationToken)
    {
        Started.Enqueue(leased);
        return Run(leased, cancellationToken);
    }

    /// <summary>As a new process does.</summary>
    public void Restart()
    {
        var options = new OptionsWrapper<ZeroPathWebhooksOptions>(Options);
        Dispatcher = new(
            [this], _store, new(InMemoryStore.Create(Clock) with { IsDurable = true }, options, Clock), options, Clock,
            new(Clock, NullLogger<StoreOutage>.Instance), NullLogger<JobDispatcher>.Instance);
        Pump?.Dispose();
        Pump = new(Dispatcher, Clock);
    }

    public Job NewJob(string? key = null) =>
        new() { Id = $"job_{Interlocked.Increment(ref _number)}", Kind = Kind, Key = key, Body = default, CreatedAt = Clock.GetUtcNow() };

    public async Task<string> AddAsync() => (await Dispatcher.AddAsync(NewJob(), Token)).Job.Id;

    public async Task<Job> FindAsync(string id) => (await _store.FindAsync(id, Token))!;

    public JobLeaseRequest Request(int max = 1, TimeSpan? length = null) => new(Kind, max, length ?? Options.Lease);

    public void FailNext(string method, int times = 1) => _failures[method] = times;

    public int Calls(string method) => _calls.GetValueOrDefault(method);

    /// <summary>Starts the pump, and returns when it waits.</summary>
    public async Task StartAsync()
    {
        var before = Clock.Timers;
        await Pump.StartAsync(Token);
        await UntilAsync(() => Clock.Timers > before);
    }

    /// <summary>Lets time pass for a pump that waits, and returns when it has done what there is to do, and waits again.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        var before = Clock.Timers;
        Clock.Advance(time);
        await UntilAsync(() => Clock.Timers > before);
    }

    public static async Task UntilAsync(Func<bool> isSo) => await UntilAsync(() => Task.FromResult(isSo()));

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException("It did not come about.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }
    }

    public void Dispose() => Pump.Dispose();

#pragma warning disable CA1852 // A proxy derives from it.
    private class Answering : DispatchProxy
#pragma warning restore CA1852
    {
        public Func<MethodInfo, object?[], object> Answer { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!, args!);
    }
}
