using Microsoft.Extensions.DependencyInjection;

namespace Po.Testing.Tests;

// What the application adds to its services.
internal static class BankServices
{
    public static IServiceCollection AddBank(this IServiceCollection services)
    {
        services.AddSingleton<Outbox>();
        services.AddPo(po => po
            .UseSqlite()
            .AddBankMessages()
            .AddSubscription<Fees>("fees", "account")
            .AddSubscription<Letters>("letters", "account", options => options.Mode = SubscriptionMode.Detached));
        return services;
    }

    public static IPoBuilder AddBankMessages(this IPoBuilder po) => po
        .AddMessage<Opened>("opened")
        .AddMessage<Deposited>("deposited")
        .AddMessage<Withdrawn>("withdrawn");
}
