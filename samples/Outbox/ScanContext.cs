using Microsoft.EntityFrameworkCore;

namespace Outbox;

/// <summary>The application's own tables. The webhooks' are in the same file, and no business of EF Core's.</summary>
internal sealed class ScanContext(DbContextOptions<ScanContext> options) : DbContext(options)
{
    public DbSet<ScanRow> Scans => Set<ScanRow>();
}
