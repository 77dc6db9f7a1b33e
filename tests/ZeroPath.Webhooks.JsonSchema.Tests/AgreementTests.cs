using System.Text;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.JsonSchema.Tests;

/// <summary>
/// The core's validator, and NJsonSchema by the schema, say the same. What a schema cannot say is listed in the package's README.
/// </summary>
public class AgreementTests
{
    private static readonly WebhookSchemaValidator Accepted = new(WebhookSchemas.Accepted);
    private static readonly WebhookSchemaValidator Emitted = new(WebhookSchemas.Emitted);

    [Fact]
    public void The_validators_find_the_same_problems_in_every_document()
    {
        var valid = 0;
        foreach (var document in Corpus.Documents)
        {
            var utf8 = Encoding.UTF8.GetBytes(document);
            var expected = WebhookValidator.Validate(utf8).Select(problem => (problem.Path, problem.Code)).ToList();
            var found = Accepted.Validate(utf8).Select(problem => (problem.Path, problem.Code)).ToList();
            valid += expected.Count == 0 ? 1 : 0;

            Assert.True(
                expected.Order().SequenceEqual(found.Order()),
                $"{document}\ncore:   {string.Join(", ", expected)}\nschema: {string.Join(", ", found)}");
        }

        valid.Should().BeInRange(2_000, 8_000, "both kinds are there");
    }

    [Fact]
    public void What_the_library_writes_keeps_the_emitted_schema()
    {
        foreach (var document in Corpus.Documents.Where(Corpus.IsValid))
        {
            Assert.True(Emitted.Validate(Encoding.UTF8.GetBytes(Corpus.Rewrite(document))) is [], document);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{'a':1}")]
    [InlineData("{} // comment")]
    [InlineData("")]
    public void What_is_not_JSON_is_the_one_problem(string text) =>
        Accepted.Validate(Encoding.UTF8.GetBytes(text)).Should().ContainSingle().Which.Code.Should().Be(ProblemCodes.Json);
}
