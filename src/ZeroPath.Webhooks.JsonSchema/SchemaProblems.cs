using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace ZeroPath.Webhooks.Events;

/// <summary>What NJsonSchema found, in the words of <see cref="WebhookValidator"/>.</summary>
internal static class SchemaProblems
{
    private const string Root = "#/";

    public static IReadOnlyList<ValidationProblem> Of(IEnumerable<ValidationError> errors) =>
        [.. All(errors).GroupBy(problem => problem.Path).Select(Main)];

    private static IEnumerable<ValidationProblem> All(IEnumerable<ValidationError> errors) => Relevant(errors).SelectMany(Of);

    // Of a number too large for a decimal nobody can tell whether it is an integer.
    private static ValidationProblem Main(IEnumerable<ValidationProblem> ofOnePath) =>
        ofOnePath.FirstOrDefault(problem => problem.Code == ProblemCodes.Range) ?? ofOnePath.First();

    private static IEnumerable<ValidationProblem> Of(ValidationError error) => error switch
    {
        ChildSchemaValidationError { Kind: ValidationErrorKind.NotAnyOf } none => OfAnyOf(none),
        ChildSchemaValidationError children => children.Errors.Values.SelectMany(All),
        MultiTypeValidationError types => OfTypes(types),
        _ => [Problem(error)],
    };

    /// <summary>The problems of the branch that was meant: the one whose type, and whose <c>sourcetype</c>, the value has.</summary>
    private static IEnumerable<ValidationProblem> OfAnyOf(ChildSchemaValidationError none)
    {
        var meant = none.Errors.Values.Where(errors => !errors.Any(error => IsOther(error, none))).ToList();
        return meant.Count switch
        {
            1 => All(meant[0]),

            // Of a payload without a type; what is asked of any payload comes last.
            _ when none.Path == Root && none.Token is JObject => All(none.Errors.Values.Last()),
            0 => [TypeProblem(none)],
            _ => [new(PathOf(none), ProblemCodes.OneOf, "At least one of several members must be there.")],
        };
    }

    private static IEnumerable<ValidationProblem> OfTypes(MultiTypeValidationError types)
    {
        var meant = types.Errors.Values.FirstOrDefault(errors => !errors.Any(error => IsOfType(error) && error.Path == types.Path));
        return meant is null ? [TypeProblem(types)] : All(meant);
    }

    // What is wrong below a value of the wrong type says nothing.
    private static IEnumerable<ValidationError> Relevant(IEnumerable<ValidationError> errors)
    {
        var all = errors.ToList();
        var wrong = all.Where(IsOfType).Select(error => error.Path).ToHashSet();
        return all.Where(error => IsOfType(error)
            || !(wrong.Contains(error.Path) || (error.Kind == ValidationErrorKind.PropertyRequired && error.Token is not JObject)));
    }

    private static bool IsOther(ValidationError error, ValidationError parent) =>
        (IsOfType(error) && error.Path == parent.Path)
        || error.Kind is ValidationErrorKind.NotInEnumeration or ValidationErrorKind.ExcludedSchemaValidates
            && error.Path == "#/sourcetype";

    private static bool IsOfType(ValidationError error) => error.Kind is
        ValidationErrorKind.StringExpected or ValidationErrorKind.NumberExpected or ValidationErrorKind.IntegerExpected
        or ValidationErrorKind.BooleanExpected or ValidationErrorKind.ObjectExpected or ValidationErrorKind.ArrayExpected
        or ValidationErrorKind.NullExpected;

    private static ValidationProblem Problem(ValidationError error) => error.Kind switch
    {
        ValidationErrorKind.PropertyRequired => Missing(error),
        ValidationErrorKind.PatternMismatch =>
            new(PathOf(error), ProblemCodes.Format, "The text does not have the form that is asked for."),
        ValidationErrorKind.NumberTooBig or ValidationErrorKind.NumberTooSmall =>
            new(PathOf(error), ProblemCodes.Range, "The number is out of range."),
        _ => TypeProblem(error),
    };

    private static ValidationProblem TypeProblem(ValidationError error) =>
        error.Token is { Type: JTokenType.Null }
            ? Missing(error)
            : new(PathOf(error), ProblemCodes.Type, "The value is of another type than is asked for.");

    private static ValidationProblem Missing(ValidationError error) => new(PathOf(error), ProblemCodes.Required, "The value is required.");

    private static string PathOf(ValidationError error) => error.Path is null or Root ? "$" : $"$.{error.Path[Root.Length..]}";
}
