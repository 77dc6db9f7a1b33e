using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Dashboard.Tests;

public class TypesTests(TypeScript typeScript) : IClassFixture<TypeScript>
{
    [Fact]
    public async Task The_scripts_have_the_types_that_they_say() =>
        (await typeScript.RunNodeAsync(
            "", "node_modules/typescript/bin/tsc", "--project", Path.Combine(AppContext.BaseDirectory, "assets", "jsconfig.json")))
            .Should().BeEmpty();
}
