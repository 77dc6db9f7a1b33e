using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

/// <summary>
/// Tells the host's OpenAPI document of a parameter. The handlers, which take requests as a whole, have none by reflection.
/// </summary>
internal sealed class DescribedParameter(string name, Type type, Attribute[] attributes, bool isOptional) : IParameterBindingMetadata
{
    public string Name => name;

    public bool HasTryParse => true;

    public bool HasBindAsync => false;

    public bool IsOptional => isOptional;

    public ParameterInfo ParameterInfo { get; } = new Parameter(name, type, attributes);

    public static IEnumerable<DescribedParameter> Of(Operation operation)
    {
        foreach (var parameter in operation.Parameters)
        {
            Attribute[] place = parameter == operation.Id ? [] : [new FromQueryAttribute()];
            yield return new(
                parameter.Name, parameter.Type, [new DescriptionAttribute(parameter.Description), .. place], parameter != operation.Id);
        }

        if (operation.TakesTag)
        {
            Attribute[] place = [new FromHeaderAttribute { Name = OperationParameters.TagName }];
            yield return new(
                OperationParameters.TagName,
                typeof(string),
                [new DescriptionAttribute(OperationParameters.TagDescription), .. place],
                true);
        }

        // Not by IAcceptsMetadata: routing would then refuse other content types by itself, before anybody was asked who may.
        if (operation.Body is { } body)
        {
            yield return new("body", body.Type, [new FromBodyAttribute()], operation.IsBodyOptional);
        }
    }

    private static void Nowhere()
    {
    }

    private sealed class Parameter : ParameterInfo
    {
        private readonly Attribute[] _attributes;

        public Parameter(string name, Type type, Attribute[] attributes) =>
            (NameImpl, ClassImpl, MemberImpl, _attributes) = (name, type, ((Delegate)Nowhere).Method, attributes);

        public override bool HasDefaultValue => false;

        public override object? DefaultValue => null;

        public override object[] GetCustomAttributes(bool inherit) => _attributes;

        [UnconditionalSuppressMessage("AOT", "IL3050",
            Justification = "An array of classes, which attributes are, needs no code of its own.")]
        public override object[] GetCustomAttributes(Type attributeType, bool inherit)
        {
            // Callers cast the array to one of the type they ask for.
            var found = _attributes.Where(attributeType.IsInstanceOfType).ToArray();
            var typed = (object[])Array.CreateInstance(attributeType, found.Length);
            found.CopyTo(typed, 0);
            return typed;
        }

        public override IList<CustomAttributeData> GetCustomAttributesData() => [];

        public override bool IsDefined(Type attributeType, bool inherit) => _attributes.Any(attributeType.IsInstanceOfType);
    }
}
