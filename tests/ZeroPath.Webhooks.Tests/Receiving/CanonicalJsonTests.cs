using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Receiving;

public class CanonicalJsonTests
{
    private static readonly byte[][] Samples = [.. EventCatalog.All.Select(definition => WebhookJson.Write(definition.CreateSample()))];

    [Fact]
    public void The_same_content_has_one_key_however_it_is_written() =>
        Gen.Select(Gen.OneOf(Samples), Gen.Int, Gen.Bool).Sample((utf8, seed, isIndented) =>
        {
            var shuffled = Shuffle(JsonNode.Parse(utf8)!, new Random(seed)).AsObject();
            shuffled["time"] = seed;
            shuffled["something_new"] = "of the envelope";
            var rewritten = shuffled.ToJsonString(new() { WriteIndented = isIndented });
            return Key(rewritten) == CanonicalJson.Key(utf8);
        });

    [Fact]
    public void Other_content_has_another_key() =>
        Samples.Select(utf8 => CanonicalJson.Key(utf8)).Should().OnlyHaveUniqueItems()
            .And.AllSatisfy(key => key.Should().MatchRegex("^sha256:[0-9a-f]{64}$"));

    [Theory]
    [InlineData("\"a\"", "\"\\u0061\"", true)]
    [InlineData("\"\u00FC\"", "\"\\u00fc\"", true)]
    [InlineData("{\"a\":1,\"b\":[1,2]}", "{ \"b\" : [ 1, 2 ], \"a\" : 1 }", true)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("1", "\"1\"", false)]
    [InlineData("1", "1.0", false)]
    [InlineData("null", "false", false)]
    [InlineData("true", "false", false)]
    [InlineData("\"a\"", "\"A\"", false)]
    [InlineData("{\"a\":null}", "{}", false)]
    [InlineData("[[1],[2]]", "[[1,2]]", false)]
    public void What_is_the_same_and_what_is_not(string one, string other, bool isSame) =>
        (Key(Document(one)) == Key(Document(other))).Should().Be(isSame);

    [Theory]
    [InlineData("host")]
    [InlineData("source")]
    [InlineData("sourcetype")]
    public void The_envelope_counts_but_for_its_time(string member)
    {
        var changed = JsonNode.Parse(Samples[0])!;
        changed[member] = "other";

        Key(changed.ToJsonString()).Should().NotBe(CanonicalJson.Key(Samples[0]));
    }

    private static string Document(string value) =>
        """{"time":1,"host":"h","source":"s","sourcetype":"NEW","event":{"value":""" + value + "}}";

    private static string Key(string json) => CanonicalJson.Key(Encoding.UTF8.GetBytes(json));

    private static JsonNode Shuffle(JsonNode node, Random random)
    {
        switch (node)
        {
            case JsonObject members:
                var pairs = members.ToArray();
                random.Shuffle(pairs);
                return new JsonObject(pairs.Select(pair =>
                    KeyValuePair.Create(pair.Key, pair.Value is null ? null : (JsonNode?)Shuffle(pair.Value, random))));
            case JsonArray items:
                return new JsonArray([.. items.Select(item => item is null ? null : Shuffle(item, random))]);
            default:
                return node.DeepClone();
        }
    }
}
