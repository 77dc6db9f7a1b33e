namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

/// <summary>Where calls of the API come in.</summary>
/// <param name="Kind">What the list of changes says.</param>
/// <param name="This">It, as a sentence begins.</param>
/// <param name="Name">It, among others.</param>
/// <param name="Remedy">What the host has to call to open it.</param>
internal sealed record ApiDoor(ChangeDoor Kind, string This, string Name, string Remedy)
{
    /// <summary>The API itself.</summary>
    public static ApiDoor Api { get; } = new(ChangeDoor.Api, "This API", "management API", RemedyOf("MapZeroPathWebhooksApi"));

    /// <summary>Where it is; null for where the API is mapped.</summary>
    public string? Place { get; private init; }

    /// <summary>The dashboard at a pattern.</summary>
    public static ApiDoor DashboardAt(string pattern) =>
        new(ChangeDoor.Dashboard, "This dashboard", "dashboard", RemedyOf("MapZeroPathWebhooksDashboard")) { Place = pattern };

    private static string RemedyOf(string method) =>
        $"Call app.{method}(…).RequireAuthorization(…), or AllowAnonymous() to open it to everybody.";
}
