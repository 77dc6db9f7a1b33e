using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.EntityFrameworkCore;

/// <summary>Events are no entities: what an <see cref="IRaiseWebhooks"/> has raised is not mapped.</summary>
internal sealed class WebhooksConventions : IConventionSetPlugin, IModelInitializedConvention
{
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.ModelInitializedConventions.Add(this);
        return conventionSet;
    }

    public void ProcessModelInitialized(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context) =>
        modelBuilder.Ignore(typeof(WebhookEvent));
}
