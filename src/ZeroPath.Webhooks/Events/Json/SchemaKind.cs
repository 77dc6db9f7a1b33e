namespace ZeroPath.Webhooks.Events;

internal enum SchemaKind
{
    Object,
    List,
    String,
    Timestamp,
    Integer,
    Number,
    Boolean,
    NumberOrString,
    Any,
}
