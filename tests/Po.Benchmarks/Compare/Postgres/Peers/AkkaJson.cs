using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Po.Benchmarks;

// The same bytes as the other sides store; Akka's own default is Newtonsoft.Json by reflection.
internal sealed class AkkaJson(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 1_000;

    public override string Manifest(object o) => "order-placed";

    public override byte[] ToBinary(object obj) =>
        JsonSerializer.SerializeToUtf8Bytes((OrderPlaced)obj, BenchmarkJson.Default.OrderPlaced);

    public override object FromBinary(byte[] bytes, string manifest) =>
        JsonSerializer.Deserialize(bytes, BenchmarkJson.Default.OrderPlaced)!;
}
