namespace ZeroPath.Webhooks.Events;

internal enum ShapeKind
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
