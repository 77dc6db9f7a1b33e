using Microsoft.Extensions.Options;

namespace ZeroPath.Webhooks;

/// <summary>
/// Says everything that is wrong at once: what could not be read, settings out of range, and endpoints and subscriptions that break a rule.
/// </summary>
internal sealed class ZeroPathWebhooksOptionsValidator(WebhookFormats formats) : IValidateOptions<ZeroPathWebhooksOptions>
{
    public ValidateOptionsResult Validate(string? name, ZeroPathWebhooksOptions options)
    {
        List<string> problems =
        [
            .. options.ConfigurationProblems,
            .. WebhookSettings.Table.Check(options),
            .. RoutingRules.Check(options.ToRoutingTable(), options.AllowHttp, options.AllowedNetworks, formats)
                .Select(problem => $"{problem.Path.InConfiguration()}: {problem.Description}"),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
