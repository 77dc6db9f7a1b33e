using System.Net;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>The document that the host's <c>AddOpenApi()</c> makes.</summary>
public class OpenApiTests
{
    private static readonly string[] Filters = ["state", "endpointId", "eventType", "organizationId", "repositoryId", "from", "to"];

    [Fact]
    public async Task Every_route_is_described_with_its_parameters_body_and_answers()
    {
        await using var host = await ApiHost.StartAsync();
        var paths = (await DocumentAsync(host)).GetProperty("paths");
        var names = new List<string>();

        foreach (var (method, _, route) in RouteWalk.Of(host, _ => "a"))
        {
            var operation = paths.GetProperty(route.RoutePattern.RawText!).GetProperty(method.Method.ToLowerInvariant());
            names.Add(operation.GetProperty("operationId").GetString()!);
            operation.GetProperty("summary").GetString().Should().EndWith(".");
            operation.GetProperty("tags").GetArrayLength().Should().Be(1);
            var answers = operation.GetProperty("responses");
            answers.EnumerateObject().Select(answer => answer.Name).Should().ContainSingle(status => status[0] == '2')
                .And.Subject.Should().Contain(["400", "403", "503"]);
            foreach (var answer in answers.EnumerateObject().Where(answer => answer.Name != "204"))
            {
                answer.Value.GetProperty("content").EnumerateObject().Single().Name
                    .Should().Be(answer.Name[0] == '2' ? "application/json" : "application/problem+json");
            }

            operation.TryGetProperty("requestBody", out var body).Should().Be(RouteWalk.BodyOf(route, "a") is not null);
            if (body.ValueKind != JsonValueKind.Undefined)
            {
                body.GetProperty("content").EnumerateObject().Single().Name.Should().Be("application/json");
            }

            Parameters(operation).Where(parameter => parameter.In == "path").Select(parameter => parameter.Name)
                .Should().Equal(route.RoutePattern.Parameters.Select(parameter => parameter.Name));
            Parameters(operation).Should().NotContain(parameter => !parameter.Description.EndsWith('.'));
        }

        names.Should().OnlyHaveUniqueItems();
        var list = paths.GetProperty("/api/deliveries").GetProperty("get");
        Parameters(list).Select(parameter => (parameter.Name, parameter.In)).Should().Equal(
            Filters.Append("pageSize").Append("after").Select(name => (name, "query")));
        Parameters(paths.GetProperty("/api/endpoints/{endpointId}").GetProperty("put"))
            .Should().Contain(parameter => parameter.Name == "If-Match" && parameter.In == "header");
        paths.GetProperty("/api/endpoints/{endpointId}").GetProperty("put").GetProperty("responses").EnumerateObject()
            .Select(answer => answer.Name)
            .Should().Equal("200", "400", "403", "404", "409", "412", "413", "415", "428", "503");
    }

    [Fact]
    public async Task Schemas_describe_members_and_no_secret_is_among_them_but_the_one_that_is_shown_once()
    {
        await using var host = await ApiHost.StartAsync();
        var schemas = (await DocumentAsync(host)).GetProperty("components").GetProperty("schemas");

        schemas.GetProperty("EndpointResource").GetProperty("required").EnumerateArray().Select(name => name.GetString())
            .Should().Equal("name", "url");
        schemas.GetProperty("DeliveryState").GetProperty("enum").EnumerateArray().Select(name => name.GetString())
            .Should().Contain(["Pending", "Succeeded", "Failed", "Cancelled"]);
        var members = schemas.EnumerateObject().Where(schema => schema.Value.TryGetProperty("properties", out _))
            .SelectMany(schema =>
                schema.Value.GetProperty("properties").EnumerateObject().Select(member => (Schema: schema.Name, Member: member)))
                .ToList();
        members.Should().HaveCountGreaterThan(80).And.OnlyContain(item => item.Member.Value.ToString().Contains("\"description\""));
        members.Where(item => item.Member.Name.Contains("secret", StringComparison.OrdinalIgnoreCase) || item.Member.Name == "value")
            .Select(item => $"{item.Schema}.{item.Member.Name}").Should().BeEquivalentTo(
                "ActivityResource.changesSecrets", "EndpointResource.signingSecrets", "NewSigningSecret.secret", "TriggerResource.secrets",
                "NewTriggerSecret.secret");
        schemas.GetProperty("SecretResource").GetProperty("properties").EnumerateObject().Select(member => member.Name)
            .Should().Equal("expiresAt");
    }

    private static async Task<JsonElement> DocumentAsync(ApiHost host)
    {
        var reply = await host.SendAsync(HttpMethod.Get, "/openapi/v1.json", (HttpContent?)null, "");
        reply.Status.Should().Be(HttpStatusCode.OK, "{0}", string.Join("\n", host.Log.Records));
        return reply.Json;
    }

    private static List<(string Name, string In, string Description)> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Select(parameter => (
            parameter.GetProperty("name").GetString()!, parameter.GetProperty("in").GetString()!, parameter.GetProperty("description")
                .GetString()!))]
        : [];
}
