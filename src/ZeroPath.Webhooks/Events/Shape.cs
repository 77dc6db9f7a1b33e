using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// What a JSON value must look like, taken from System.Text.Json's own metadata, so that the records stay the only description of it.
/// Checks a typed value and a JSON value by the same rules, and finds every problem.
/// </summary>
internal sealed class Shape
{
    private readonly ShapeKind _kind;
    private readonly Shape? _element;
    private readonly HashSet<string> _names;

    private Shape(ShapeKind kind, Shape? element = null, IReadOnlyList<ShapeMember>? members = null)
    {
        _kind = kind;
        _element = element;
        Members = members is null ? [] : [.. members];
        _names = [.. Members.Select(member => member.Name)];
    }

    public ShapeMember[] Members { get; }

    public static Shape Of(JsonTypeInfo info) => new(ShapeKind.Object, members: [.. info.Properties
        .Where(property => property is { IsExtensionData: false, Get: not null })
        .Select(property => new ShapeMember(property, Of(property, info.Options)))]);

    /// <summary>
    /// Whether a typed value has this shape. What the type system already ensures is not looked at again. Without a list it stops
    /// at the first problem, allocates nothing and never looks at <paramref name="path"/>.
    /// </summary>
    public bool Check(object value, string path, List<ValidationProblem>? problems) => _kind switch
    {
        ShapeKind.Object => CheckMembers(value, path, problems),
        ShapeKind.List => CheckItems((IReadOnlyList<object?>)value, path, problems),
        ShapeKind.Any or ShapeKind.NumberOrString => TextRules.Check((AnyJson)value, _kind, path, problems),
        ShapeKind.String => TextRules.Check(value as string ?? value.ToString(), path, problems),
        _ => true,
    };

    /// <summary>Adds every problem of a JSON value that is not null.</summary>
    public void Check(JsonElement value, string path, List<ValidationProblem> problems)
    {
        if (!_kind.Allows(value, out var problem))
        {
            problems.Add(new(path, problem.Code, problem.Description));
        }
        else if (_kind == ShapeKind.Object)
        {
            foreach (var member in Members)
            {
                var memberPath = $"{path}.{member.Name}";
                if (value.TryGetProperty(member.Name, out var json) && json.ValueKind != JsonValueKind.Null)
                {
                    member.Shape.Check(json, memberPath, problems);
                }
                else if (member.Required)
                {
                    problems.Add(member.Missing(memberPath));
                }
            }
        }
        else if (_kind == ShapeKind.List)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                var itemPath = $"{path}[{index++}]";
                if (item.ValueKind == JsonValueKind.Null)
                {
                    problems.Add(NullItem(itemPath));
                }
                else
                {
                    _element!.Check(item, itemPath, problems);
                }
            }
        }
    }

    private static Shape Of(JsonPropertyInfo property, JsonSerializerOptions options)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GenericTypeArguments[0];
            return new(ShapeKind.List, item == typeof(string) ? new(ShapeKind.String) : Of(options.GetTypeInfo(item)));
        }

        return typeof(OpenObject).IsAssignableFrom(type)
            ? Of(options.GetTypeInfo(type))
            : new(ShapeKindRules.Of(type, property.CustomConverter));
    }

    private static ValidationProblem NullItem(string path) => new(path, ProblemCodes.Required, "An item of a list must not be null.");

    private bool CheckMembers(object value, string path, List<ValidationProblem>? problems)
    {
        var valid = true;
        foreach (var member in Members)
        {
            if (member.Get is null)
            {
                continue;
            }

            var memberPath = problems is null ? "" : $"{path}.{member.Name}";
            if (member.Get(value) is { } present and not AnyJson { Text: "null" })
            {
                valid &= member.Shape.Check(present, memberPath, problems);
            }
            else if (member.Required)
            {
                valid = false;
                problems?.Add(member.Missing(memberPath));
            }

            if (!valid && problems is null)
            {
                return false;
            }
        }

        var additional = value is KnownEvent known ? known.AdditionalMembers : ((OpenObject)value).AdditionalMembers;
        return (additional is null || TextRules.Check(additional, _names, path, problems)) && valid;
    }

    private bool CheckItems(IReadOnlyList<object?> items, string path, List<ValidationProblem>? problems)
    {
        var valid = true;
        for (var i = 0; i < items.Count && (valid || problems is not null); i++)
        {
            var itemPath = problems is null ? "" : $"{path}[{i}]";
            if (items[i] is { } item)
            {
                valid &= _element!.Check(item, itemPath, problems);
            }
            else
            {
                valid = false;
                problems?.Add(NullItem(itemPath));
            }
        }

        return valid;
    }
}
