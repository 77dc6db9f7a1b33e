using System.Text.Json.Serialization;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(ApiTimeConverter), typeof(WholeNumberConverter)])]
[JsonSerializable(typeof(WebhooksProblem))]
[JsonSerializable(typeof(EndpointResource))]
[JsonSerializable(typeof(ResourcePage<EndpointResource>))]
[JsonSerializable(typeof(EndpointHealthResource))]
[JsonSerializable(typeof(NewSigningSecret))]
[JsonSerializable(typeof(RotationRequest))]
[JsonSerializable(typeof(DisableRequest))]
[JsonSerializable(typeof(TestRequest))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayResource))]
[JsonSerializable(typeof(ResourcePage<SubscriptionResource>))]
[JsonSerializable(typeof(DryRunRequest))]
[JsonSerializable(typeof(IReadOnlyList<DryRunResource>))]
[JsonSerializable(typeof(ResourcePage<EventResource>))]
[JsonSerializable(typeof(ExplanationResource))]
[JsonSerializable(typeof(ResourcePage<DeliveryResource>))]
[JsonSerializable(typeof(IReadOnlyList<StatisticsResource>))]
[JsonSerializable(typeof(RedeliveryRequest))]
[JsonSerializable(typeof(ResourcePage<RedeliveryResource>))]
[JsonSerializable(typeof(OverviewResource))]
[JsonSerializable(typeof(CountResource))]
[JsonSerializable(typeof(ResourcePage<EndpointSummaryResource>))]
[JsonSerializable(typeof(ResourcePage<ReceivedResource>))]
[JsonSerializable(typeof(IReadOnlyList<EventTypeResource>))]
[JsonSerializable(typeof(NewTriggerSecret))]
[JsonSerializable(typeof(ResourcePage<TriggerResource>))]
[JsonSerializable(typeof(ResourcePage<ExecutionResource>))]
[JsonSerializable(typeof(ResourcePage<ActivityResource>))]
[JsonSerializable(typeof(RetentionResource))]
[JsonSerializable(typeof(PurgeResource))]
[JsonSerializable(typeof(HealthResource))]
internal sealed partial class ManagementJson : JsonSerializerContext;
