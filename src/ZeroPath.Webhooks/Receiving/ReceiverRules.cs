using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>The rules of a receiver's options.</summary>
internal static class ReceiverRules
{
    private static readonly TimeSpan LongestBody = TimeSpan.FromMinutes(10);

    /// <returns>Sentences that say what to write instead, without any secret.</returns>
    public static IEnumerable<string> Check(WebhookReceiverOptions options, bool isDurable)
    {
        foreach (var problem in options.ConfigurationProblems)
        {
            yield return problem;
        }

        if (options is { AllowAnonymous: false, Headers.Count: 0, SigningSecrets.Count: 0, Keys.Count: 0 })
        {
            yield return "It would accept anything of anybody. Call AddReceiver on what AddZeroPathWebhooks returns, "
                + "with the Headers or the SigningSecrets "
                + "that requests must have, such as options.Headers[\"Authorization\"] = [\"Bearer …\"], or with AllowAnonymous.";
        }

        foreach (var (name, values) in options.Headers)
        {
            foreach (var problem in CheckHeader(name, values))
            {
                yield return $"Headers[{HeaderName.Shown(name)}]: {problem}";
            }
        }

        foreach (var (index, secret) in options.SigningSecrets.Index())
        {
            if (new SigningSecret { Value = secret }.FindProblem() is { } problem)
            {
                yield return $"SigningSecrets[{index}]: {problem}";
            }
        }

        if (options.MaxBodyBytes is < 1 or > WebhookJson.MaxBytes)
        {
            yield return $"MaxBodyBytes is {options.MaxBodyBytes}. Write how many bytes a body may have, up to {WebhookJson.MaxBytes}.";
        }

        // Timers count milliseconds.
        if (options.BodyTimeout < TimeSpan.FromMilliseconds(1) || options.BodyTimeout > LongestBody)
        {
            yield return $"BodyTimeout is {options.BodyTimeout}. Write a time from a millisecond to {LongestBody:c}, such as 00:00:10.";
        }

        if (options.Mode == ReceivingMode.Inbox && !isDurable)
        {
            yield return "Mode is Inbox, but the store is in memory, where events are lost with the process. Call UseSqliteStore or "
                + "UsePostgreSqlStore, or leave Mode out.";
        }
    }

    private static IEnumerable<string> CheckHeader(string name, IReadOnlyList<string>? values)
    {
        if (name.Length == 0 || HeaderName.Shown(name) != name)
        {
            yield return "That is no header's name. Write one such as Authorization.";
        }

        if (values is not { Count: > 0 })
        {
            yield return "There is no value. Write the one that is expected, or several of which one must come.";
        }

        // The server trims what it gets.
        if (values?.Any(value => string.IsNullOrWhiteSpace(value) || value != value.Trim() || value.AsSpan()
            .ContainsAnyInRange('\0', '\u001F')) == true)
        {
            yield return "A value (***) is blank, or has a control character, or a space at an end. No request can have that.";
        }
    }
}
