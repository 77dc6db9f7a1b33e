using Microsoft.Extensions.Hosting;

namespace ZeroPath.Webhooks;

/// <summary>Runs the jobs that fall due, as long as the host runs.</summary>
internal sealed class JobPump(JobDispatcher dispatcher, TimeProvider time) : BackgroundService
{
    private readonly LoopStop _stop = new(time);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await _stop.CutOffAsync(ExecuteTask).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        base.Dispose();
        _stop.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(dispatcher.Loops.Select(loop => loop.PumpAsync(stoppingToken, _stop.CutOff)));
}
