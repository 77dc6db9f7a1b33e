using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>The rules of one trigger.</summary>
internal static class InboundTriggerRules
{
    private const int MaxName = 200;
    private const int MaxPrompt = 32 * 1024;
    private const int MostPerMinute = 60_000;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <exception cref="WebhookConfigurationException">Something about it is wrong.</exception>
    public static void ThrowIfWrong(InboundTrigger trigger)
    {
        if (Check(trigger).ToList() is { Count: > 0 } problems)
        {
            throw new WebhookConfigurationException(problems);
        }
    }

    private static IEnumerable<RoutingProblem> Check(InboundTrigger trigger)
    {
        var path = new ProblemPath();
        if (string.IsNullOrWhiteSpace(trigger.Name))
        {
            yield return new(
                path.To(nameof(trigger.Name)), "The name is empty. Write what people call the trigger, such as Nightly build.");
        }
        else if (FindProblem(trigger.Name, MaxName) is { } problem)
        {
            yield return new(path.To(nameof(trigger.Name)), problem);
        }

        if (trigger.OrganizationId is { } organizationId)
        {
            if (string.IsNullOrWhiteSpace(organizationId))
            {
                yield return new(
                    path.To(nameof(trigger.OrganizationId)),
                    "The organization's id is empty. Write it, or leave it out for a trigger of the host's.");
            }
            else if (FindProblem(organizationId, MaxName) is { } problem)
            {
                yield return new(path.To(nameof(trigger.OrganizationId)), problem);
            }
        }
        else if (trigger.PublishesEvent)
        {
            yield return new(
                path.To(nameof(trigger.PublishesEvent)),
                "An event belongs to an organization. Write an OrganizationId too, or set PublishesEvent to false.");
        }

        if (trigger.Prompt is null)
        {
            yield return new(path.To(nameof(trigger.Prompt)), "The prompt is null. Leave it out for none.");
        }
        else if (FindProblem(trigger.Prompt, MaxPrompt) is { } problem)
        {
            yield return new(path.To(nameof(trigger.Prompt)), problem);
        }

        if (trigger.Timeout < ShortestTimeout || trigger.Timeout > LongestTimeout)
        {
            yield return new(
                path.To(nameof(trigger.Timeout)),
                $"The timeout is {trigger.Timeout}. Write a time from a second to a day, such as 00:05:00.");
        }

        if (trigger.MaxPerMinute is < 1 or > MostPerMinute)
        {
            yield return new(
                path.To(nameof(trigger.MaxPerMinute)),
                $"It is {trigger.MaxPerMinute}. Write how many requests a minute are accepted, from 1 to {MostPerMinute}.");
        }
    }

    private static string? FindProblem(string text, int max) =>
        text.Length > max ? $"It has {text.Length} characters. Write {max} at most."
        : text.Contains('\0', StringComparison.Ordinal)
            || !JsonTextRules.IsUnicode(text) ? "It has a NUL character, or half of a surrogate pair. Leave that out."
        : null;
}
