using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ZeroPath.Webhooks;

/// <summary>Tells of what failed, at the start and every so often, so that what fails in between is told of together.</summary>
internal sealed class FailureNotificationService(
    FailureNotifications notifications, IOptions<ZeroPathWebhooksOptions> options, TimeProvider time, ILogger<FailureNotifications> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await notifications.NotifyDueAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                DispatchLog.NoticesAway(logger, e);
            }

            await Task.Delay(options.Value.PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
