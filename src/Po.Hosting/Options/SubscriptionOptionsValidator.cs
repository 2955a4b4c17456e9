using Microsoft.Extensions.Options;

namespace Po.Hosting;

[OptionsValidator]
internal sealed partial class SubscriptionOptionsValidator : IValidateOptions<SubscriptionOptions>
{
}
