using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

internal sealed class ZeroPathWebhooksOptionsValidator : IValidateOptions<ZeroPathWebhooksOptions>
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(36_500);

    public ValidateOptionsResult Validate(string? name, ZeroPathWebhooksOptions options)
    {
        var problems = new List<string>(options.ConfigurationProblems);
        Require(!string.IsNullOrWhiteSpace(options.Host), "Host is empty. Write where your events come from, such as zeropath.com.");
        Require(!string.IsNullOrWhiteSpace(options.Source), "Source is empty. Write what your events come from, such as zeropath.");
        Require(
            options.AttemptTimeout >= TimeSpan.FromMilliseconds(10) && options.AttemptTimeout <= TimeSpan.FromMinutes(10),
            $"AttemptTimeout is {options.AttemptTimeout}. Write a time from 10 milliseconds to 10 minutes, such as 00:00:10.");
        Require(
            options.MaxConcurrency is >= 1 and <= 10_000,
            $"MaxConcurrency is {options.MaxConcurrency}. Write how many attempts may be under way at once, from 1 to 10000.");
        Require(
            options.MaxConcurrencyPerEndpoint is null or >= 1,
            $"MaxConcurrencyPerEndpoint is {options.MaxConcurrencyPerEndpoint}. Write how many attempts to one endpoint may be under way at once, or leave it out.");
        Require(
            options.HoldAfterFailures >= 0,
            $"HoldAfterFailures is {options.HoldAfterFailures}. Write after how many failed attempts in a row an endpoint is held, such as 20, or 0 for never.");
        Require(
            options.DisableAfterFailingFor is null || options.DisableAfterFailingFor > TimeSpan.Zero,
            $"DisableAfterFailingFor is {options.DisableAfterFailingFor}. Write a time above zero, such as 5.00:00:00, or {ConfigurationValues.Forever}.");
        Require(
            options.Lease >= 2 * options.AttemptTimeout && options.Lease <= TimeSpan.FromDays(1),
            $"Lease is {options.Lease}. Write at least twice AttemptTimeout ({2 * options.AttemptTimeout}) and at most a day.");
        Require(
            options.PollInterval > TimeSpan.Zero && options.PollInterval <= TimeSpan.FromHours(1),
            $"PollInterval is {options.PollInterval}. Write a time above zero and up to an hour, such as 00:00:05.");
        RequireRetry("Retry", options.Retry);
        Require(
            options.Handlers is { MaxConcurrency: >= 1 and <= 10_000 },
            $"Handlers:MaxConcurrency is {options.Handlers?.MaxConcurrency}. Write how many received events may be handled at once, from 1 to 10000.");
        Require(
            options.Handlers is { Timeout: var timeout } && timeout > TimeSpan.Zero && timeout <= TimeSpan.FromDays(1),
            $"Handlers:Timeout is {options.Handlers?.Timeout}. Write a time above zero and up to a day, such as 00:01:00.");
        RequireRetry("Handlers:Retry", options.Handlers?.Retry);
        Require(options.Retention is not null, "Retention is null. To keep everything for ever, set its members to null.");
        RequireAge("Payloads", options.Retention?.Payloads);
        RequireAge("Attempts", options.Retention?.Attempts);
        RequireAge("Events", options.Retention?.Events);
        RequireAge("Jobs", options.Retention?.Jobs);

        // D38: the documented retries take half an hour, and requests their time.
        RequireAge("Received", options.Retention?.Received, atLeast: TimeSpan.FromHours(1));
        Require(
            options.RetentionInterval >= TimeSpan.FromSeconds(1) && options.RetentionInterval <= TimeSpan.FromDays(1),
            $"RetentionInterval is {options.RetentionInterval}. Write a time from a second to a day, such as 01:00:00.");
        Require(
            options.MaxConcurrentExecutions is >= 1 and <= 10_000,
            $"MaxConcurrentExecutions is {options.MaxConcurrentExecutions}. Write how many executions of triggers may be under way at once, from 1 to 10000.");
        foreach (var status in options.FinalStatuses)
        {
            Require(
                status is >= 300 and <= 599,
                $"FinalStatuses has {status}. Write statuses from 300 to 599; 2xx means success.");
        }

        foreach (var type in options.SeverityTypes)
        {
            Require(
                EventCatalog.Find(type) is not null,
                $"SeverityTypes has '{type}', which is no documented event type. Write some, such as {WebhookEventType.NewVulnerabilitiesPr}.");
        }

        problems.AddRange(RoutingRules
            .Check(
                new() { Endpoints = [.. options.Endpoints], Subscriptions = [.. options.Subscriptions] },
                options.AllowHttp,
                options.AllowedNetworks,
                options.ConfigurationKeys.GetValueOrDefault)
            .Select(problem => $"{KeyOf(problem.Path)}: {problem.Description}"));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        // What configuration wrote is named as configuration writes it: "Webhooks:Subscriptions:0:EventTypes:1".
        string KeyOf(string path)
        {
            if (options.ConfigurationKeys.Values.FirstOrDefault(key => path.StartsWith($"{key}.", StringComparison.Ordinal)) is not { } item)
            {
                return path;
            }

            var members = path[item.Length..]
                .Replace(".EventTypes.Types[", ".EventTypes[", StringComparison.Ordinal)
                .Replace(".Repositories.Names[", ".Repositories[", StringComparison.Ordinal)
                .Replace(".Repositories.Ids[", ".RepositoryIds[", StringComparison.Ordinal)
                .Split('[', 2);
            return item + members[0].Replace('.', ':') + (members is [_, var entry] ? $":{entry[..^1]}" : "");
        }

        void RequireRetry(string key, RetrySchedule? retry)
        {
            Require(
                retry is { Delays: { } delays } && delays.All(delay => delay >= TimeSpan.Zero && delay <= LongestDelay),
                $"{key}:Delays has a delay below zero or above a year, or is null. Write one time for each retry, such as 00:00:30, or an empty list for none.");
            Require(retry is { Jitter: >= 0 and <= 1 }, $"{key}:Jitter is {retry?.Jitter}. Write a fraction from 0 to 1, such as 0.1.");
        }

        void RequireAge(string key, TimeSpan? age, TimeSpan atLeast = default) => Require(
            age is null || (age >= atLeast && age <= LongestAge),
            $"Retention:{key} is {age}. Write a time from {(atLeast == default ? "zero" : $"{atLeast}")} to {LongestAge.Days} days, such as 30.00:00:00, or {ConfigurationValues.Forever}.");

        void Require(bool condition, string problem)
        {
            if (!condition)
            {
                problems.Add(problem);
            }
        }
    }
}
