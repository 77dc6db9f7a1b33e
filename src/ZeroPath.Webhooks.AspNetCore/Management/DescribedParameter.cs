using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Tells the host's OpenAPI document of a parameter. The handlers, which take requests as a whole, have none by reflection.</summary>
internal sealed class DescribedParameter(string name, Type type, Attribute[] attributes, bool isOptional) : IParameterBindingMetadata
{
    public string Name => name;

    public bool HasTryParse => true;

    public bool HasBindAsync => false;

    public bool IsOptional => isOptional;

    public ParameterInfo ParameterInfo { get; } = new Parameter(name, type, attributes);

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

        [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "An array of classes, which attributes are, needs no code of its own.")]
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
