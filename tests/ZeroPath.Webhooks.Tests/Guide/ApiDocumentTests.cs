using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>The table of <c>docs/management-api.md</c> is made from what the API maps.</summary>
public class ApiDocumentTests
{
    // Every list has them.
    private static readonly string[] OfLists = ["after", "pageSize"];

    [Fact]
    public async Task The_table_is_that_of_the_routes()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddZeroPathWebhooks();
        await using var app = builder.Build();
        app.MapZeroPathWebhooksApi("/");

        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();

        routes.Should().NotBeEmpty();
        GeneratedBlocks.ShouldBeCurrent("docs/management-api.md", _ => Table(routes), count: 1);
    }

    private static string Table(IEnumerable<RouteEndpoint> routes) =>
        string.Concat(["| Route | What it does |\n| --- | --- |\n", .. routes.Select(Row)]);

    private static string Row(RouteEndpoint route)
    {
        var method = route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Single();
        var filters = route.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.ParameterInfo.IsDefined(typeof(FromQueryAttribute), inherit: false))
            .Select(parameter => parameter.Name).Except(OfLists).Select(name => $"`{name}`").ToList();
        return $"| `{method} /{route.RoutePattern.RawText!.TrimStart('/')}` | "
            + $"{route.Metadata.GetRequiredMetadata<IEndpointSummaryMetadata>().Summary}"
            + $"{(filters.Count > 0 ? $" By {string.Join(", ", filters)}." : "")} |\n";
    }
}
