using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.JsonSchema.Tests;

/// <summary>Validators and generators of others take the documents.</summary>
public class PublicToolTests(PublicTools tools) : IClassFixture<PublicTools>
{
    private static readonly Dictionary<string, JsonNode> Samples = EventCatalog.All.ToDictionary(
        definition => definition.Type.Name, definition => JsonNode.Parse(WebhookJson.Write(definition.CreateSample()))!);

    [Fact]
    public async Task OpenAPI_is_valid()
    {
        await tools.WriteAsync("openapi.json", WebhookContract.Documents["openapi.json"]);

        await tools.RunCommandAsync("@redocly/cli/bin/cli.js", "lint", "openapi.json", "--extends=spec");
    }

    [Fact]
    public async Task AsyncAPI_is_valid() => (await tools.RunScriptAsync(
        """
        new (require('@asyncapi/parser').Parser)().parse(input).then(({ document, diagnostics }) =>
            console.log(document ? 'valid' : '', diagnostics.filter(found => found.severity < 2).map(found => found.message).join()));
        """, WebhookContract.Documents["asyncapi.json"])).Trim().Should().Be("valid");

    [Theory]
    [InlineData("ajv")]
    [InlineData("ajv/dist/2020")]
    public async Task Ajv_decides_as_the_library_does_about_every_document(string dialect)
    {
        // To JavaScript a number above 1.8e308 is infinite, and so none.
        var documents = Corpus.Documents.Where(document => !document.Contains("1e400", StringComparison.Ordinal)).ToList();

        var verdicts = await AskAjvAsync(dialect, JsonSchemaForm.Accepted, documents);

        documents.Zip(verdicts).Where(document => document.Second != Corpus.IsValid(document.First)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("ajv")]
    [InlineData("ajv/dist/2020")]
    public async Task Ajv_takes_for_emitted_whatever_the_library_writes(string dialect)
    {
        var documents = Corpus.Documents.Where(Corpus.IsValid).Select(Corpus.Rewrite)
            .Where(document => !document.Contains("1e400", StringComparison.Ordinal)).ToList();

        var verdicts = await AskAjvAsync(dialect, JsonSchemaForm.Emitted, documents);

        documents.Zip(verdicts).Where(document => !document.Second).Should().BeEmpty();
    }

    [Fact]
    public async Task TypeScript_takes_every_sample_and_none_that_is_broken()
    {
        await tools.WriteAsync("openapi.json", WebhookContract.Documents["openapi.json"]);
        await tools.RunCommandAsync("openapi-typescript/bin/cli.js", "openapi.json", "-o", "types.ts");
        var source = new StringBuilder("import type { components } from './types';\n");
        foreach (var (type, sample) in Samples)
        {
            var broken = sample.DeepClone();
            broken["event"]!["organization"]!["id"] = 8;
            source.Append($"export const {type}: components['schemas']['{type}'] = {sample.ToJsonString()};\n// @ts-expect-error\n");
            source.Append($"export const {type}_broken: components['schemas']['{type}'] = {broken.ToJsonString()};\n");
        }

        await tools.WriteAsync("samples.ts", source.ToString());

        await tools.RunCommandAsync("typescript/bin/tsc", "--noEmit", "--strict", "samples.ts");
    }

    [Fact]
    public async Task Classes_that_quicktype_makes_read_every_sample()
    {
        var code = await tools.RunScriptAsync(
            """
            const { quicktype, InputData, JSONSchemaInput, FetchingJSONSchemaStore } = require('quicktype-core');
            const schemas = new JSONSchemaInput(new FetchingJSONSchemaStore());
            schemas.addSource({ name: 'Payload', schema: input })
                .then(() => { const data = new InputData(); data.addInput(schemas);
                    const rendererOptions = { framework: 'SystemTextJson', namespace: 'Quick' };
                    return quicktype({ inputData: data, lang: 'csharp', rendererOptions }); })
                .then(made => console.log(made.lines.join('\n')));
            """, WebhookContract.GetJsonSchema(JsonSchemaForm.Emitted));
        var read = Compile(code).GetType("Quick.Payload")!.GetMethod("FromJson", BindingFlags.Public | BindingFlags.Static)!;

        foreach (var sample in Samples.Values)
        {
            dynamic payload = read.Invoke(null, [sample.ToJsonString()])!;

            ((string)payload.Event.Organization.Id).Should().Be((string)sample["event"]!["organization"]!["id"]!);
        }
    }

    private async Task<bool[]> AskAjvAsync(string dialect, JsonSchemaForm form, List<string> documents)
    {
        var input = new JsonObject
        {
            ["schema"] = JsonNode.Parse(WebhookContract.GetJsonSchema(form)),
            ["documents"] = new JsonArray([.. documents.Select(document => (JsonNode)document)]),
        };

        // Whether a keyword may stand beside another is a matter of style; unknown keywords are not.
        var verdicts = await tools.RunScriptAsync(
            $$"""
            const { schema, documents } = JSON.parse(input);
            const ajv = new (require('{{dialect}}').default)({ strictTypes: false, strictRequired: false, validateFormats: false });
            const validate = ajv.compile(schema);
            console.log(JSON.stringify(documents.map(document => validate(JSON.parse(document)))));
            """, input.ToJsonString());
        return JsonSerializer.Deserialize<bool[]>(verdicts)!;
    }

    private static Assembly Compile(string code)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        using var stream = new MemoryStream();
        var result = CSharpCompilation
            .Create("Quick", [CSharpSyntaxTree.ParseText(code)], references, new(OutputKind.DynamicallyLinkedLibrary)).Emit(stream);
        result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return Assembly.Load(stream.ToArray());
    }
}
