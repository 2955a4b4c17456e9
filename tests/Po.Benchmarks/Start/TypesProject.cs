using System.Globalization;
using System.Text;

namespace Po.Benchmarks;

/// <summary>A program with very many message types, made for the measurement: it says how long its registry takes.</summary>
internal static class TypesProject
{
    public static string Project(string repository) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <AssemblyName>Types</AssemblyName>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <InvariantGlobalization>true</InvariantGlobalization>
            <TieredPGO>false</TieredPGO>
            <NoWarn>PO0101</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <ProjectReference Include="{repository}/src/Po.Generators/Po.Generators.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />
            <ProjectReference Include="{repository}/src/Po.Hosting/Po.Hosting.csproj" />
          </ItemGroup>
        </Project>
        """;

    // The first container pays for the code that every start runs, whatever it registers.
    public static string Program => """
        using System.Diagnostics;
        using Microsoft.Extensions.DependencyInjection;
        using Po;

        Build(po => { });
        var started = Stopwatch.GetTimestamp();
        Build(args[0] == "catalogue" ? po => po.AddMessages(Types.Registrations) : po => po.AddMessagesFromAssembly(typeof(Types).Assembly));
        Console.WriteLine(Stopwatch.GetElapsedTime(started).TotalMilliseconds.ToString("0.0"));

        static void Build(Action<IPoBuilder> register)
        {
            var services = new ServiceCollection().AddLogging();
            services.AddPo(register);
            using var provider = services.BuildServiceProvider();
            provider.GetRequiredService<IRegistry>();
        }
        """;

    public static string Messages(int count)
    {
        var text = new StringBuilder("""
            using System.Text.Json;
            using System.Text.Json.Serialization;
            using Po;

            [MessageCatalog]
            [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]

            """);
        for (var i = 0; i < count; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"[JsonSerializable(typeof(Message{i}))]");
        }

        text.AppendLine("internal sealed partial class Types : JsonSerializerContext;");
        for (var i = 0; i < count; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"[Message(\"message-{i}\")]");
            text.AppendLine(CultureInfo.InvariantCulture, $"internal sealed record Message{i}(Guid Id, string Name, decimal Amount, int Count);");
        }

        return text.ToString();
    }
}
