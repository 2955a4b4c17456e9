using Microsoft.EntityFrameworkCore;

namespace Po.Transactions.Tests;

/// <summary>The rows of the shop through EF Core.</summary>
/// <param name="options">The database.</param>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    /// <summary>The orders.</summary>
    public DbSet<Order> Orders => Set<Order>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Order>(order =>
    {
        order.ToTable("orders");
        order.HasKey(row => row.Id);
        order.Property(row => row.Id).HasColumnName("id");
        order.Property(row => row.Total).HasColumnName("total");
    });
}
