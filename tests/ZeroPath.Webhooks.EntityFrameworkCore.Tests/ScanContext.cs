using Microsoft.EntityFrameworkCore;

namespace ZeroPath.Webhooks.EntityFrameworkCore.Tests;

public sealed class ScanContext(DbContextOptions<ScanContext> options) : DbContext(options)
{
    public DbSet<ScanRow> Scans => Set<ScanRow>();
}
