namespace Weft.Runtime.Tests;

/// <summary>
/// What a user may write as a function and as arguments; that the calls below compile, with the future's type inferred,
/// is half of the law.
/// </summary>
public sealed class SubmitShapesTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private readonly Client _client = fixture.Client;

    [Fact]
    public async Task Method_groups_take_any_mix_of_values_and_futures()
    {
        Future<int> one = _client.Submit(One);
        Future<int> two = _client.Submit(Next, 1);
        Future<int> three = _client.Submit(Next, two);
        Future<int>[] sums =
        [
            _client.Submit(Add, 1, 2), _client.Submit(Add, one, 2), _client.Submit(Add, 1, two),
            _client.Submit(Add, one, two),
        ];
        Future<string>[] texts =
        [
            _client.Submit(Join, 1, 2L, "3"), _client.Submit(Join, one, 2L, "3"),
            _client.Submit(Join, 1, _client.Submit(Long, two), "3"),
            _client.Submit(Join, 1, 2L, _client.Submit(Text, three)),
            _client.Submit(Join, one, _client.Submit(Long, two), "3"),
            _client.Submit(Join, one, 2L, _client.Submit(Text, three)),
            _client.Submit(Join, 1, _client.Submit(Long, two), _client.Submit(Text, three)),
            _client.Submit(Join, one, _client.Submit(Long, two), _client.Submit(Text, three)),
        ];

        Assert.All(await _client.GatherAsync(sums), sum => Assert.Equal(3, sum));
        Assert.All(await _client.GatherAsync(texts), text => Assert.Equal("1 2 3", text));
    }

    [Fact]
    public async Task Asynchronous_method_groups_give_futures_of_their_results()
    {
        Future<int> one = _client.Submit(OneAsync);
        Future<int> two = _client.Submit(NextAsync, one);
        Future<int>[] sums =
        [
            _client.Submit(AddAsync, 1, 2), _client.Submit(AddAsync, one, 2), _client.Submit(AddAsync, 1, two),
            _client.Submit(AddAsync, one, two),
        ];
        Future<int>[] totals =
        [
            _client.Submit(AddThreeAsync, 1, 2, 3), _client.Submit(AddThreeAsync, one, 2, 3),
            _client.Submit(AddThreeAsync, 1, two, 3), _client.Submit(AddThreeAsync, 1, 2, sums[0]),
            _client.Submit(AddThreeAsync, one, two, 3), _client.Submit(AddThreeAsync, one, 2, sums[0]),
            _client.Submit(AddThreeAsync, 1, two, sums[0]), _client.Submit(AddThreeAsync, one, two, sums[0]),
        ];
        Future<int> all = _client.Submit(AddAllAsync, sums);

        Assert.Equal(12, await all);
        Assert.All(await _client.GatherAsync(totals), total => Assert.Equal(6, total));
    }

    [Fact]
    public async Task Lambdas_may_be_static_capturing_and_asynchronous()
    {
        int offset = 10;
        Future<int> one = _client.Submit(static () => 1);
        Future<int> eleven = _client.Submit(x => x + offset, one);
        Future<int> twelve = _client.Submit((x, y) => x + y, one, eleven);
        Future<int> mixed = _client.Submit((x, y, z) => x + y + z + offset, one, 5, twelve);
        Future<int> later = _client.Submit(
            async (x, y) =>
            {
                await Task.Yield();
                return x + y + offset;
            },
            one,
            2);
        Future<double[]> spread = _client.Submit(
            values => Array.ConvertAll(values, x => (double)x), new[] { one, later });
        Future<int>[] mapped = _client.Map(
            async x =>
            {
                await Task.Yield();
                return x * offset;
            },
            new[] { one, eleven });

        Assert.Equal(28, await mixed);
        Assert.Equal(new[] { 1.0, 13.0 }, await spread);
        Assert.Equal(new[] { 10, 110 }, await _client.GatherAsync(mapped));
    }

    [Fact]
    public async Task Null_is_a_result_like_any_other()
    {
        Future<string?> nothing = _client.Submit(static () => (string?)null);
        Future<int?> empty = _client.Submit(static () => (int?)null);
        Future<bool> seen = _client.Submit(static (text, number) => text is null && number is null, nothing, empty);

        Assert.Null(await nothing);
        Assert.Null(await empty);
        Assert.True(await seen);
    }

    [Fact]
    public void A_function_that_returns_a_value_task_is_refused_with_the_remedy()
    {
        var error = Assert.Throws<ArgumentException>(() => _client.Submit(static () => new ValueTask<int>(1)));

        Assert.Contains("Task<TResult>", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _client.Submit(static (int _) => ValueTask.CompletedTask, 1));
    }

    private static int One() => 1;

    private static int Next(int value) => value + 1;

    private static long Long(int value) => value;

    private static string Text(int value) => $"{value}";

    private static int Add(int left, int right) => left + right;

    private static string Join(int first, long second, string third) => $"{first} {second} {third}";

    private static Task<int> OneAsync() => Task.FromResult(1);

    private static async Task<int> NextAsync(int value)
    {
        await Task.Yield();
        return value + 1;
    }

    private static async Task<int> AddAsync(int left, int right)
    {
        await Task.Yield();
        return left + right;
    }

    private static async Task<int> AddThreeAsync(int first, int second, int third)
    {
        await Task.Yield();
        return first + second + third;
    }

    private static Task<int> AddAllAsync(int[] values) => Task.FromResult(values.Sum());
}
