//! Random numbers that are the same for ever: generators and draw kernels of our own.

/// SplitMix64 (Steele, Lea and Flood 2014, OOPSLA; public-domain code by Vigna, 2015): spreads one seed over the state
/// of another generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// Starts at `seed`; every seed is good.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }
}

/// The finaliser of SplitMix64: a bijection whose every output bit depends on every input bit.
fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// xoshiro256++ 1.0 (Blackman and Vigna 2021, ACM TOMS 47:36; public domain): period 2^256 - 1, passes all known tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Xoshiro256PlusPlus {
    state: [u64; 4],
}

impl Xoshiro256PlusPlus {
    /// A generator in a given state; the all-zero state, which would stay there, is replaced by the one of seed 0.
    pub fn from_state(state: [u64; 4]) -> Self {
        if state == [0; 4] { Self::from_seed(0) } else { Self { state } }
    }

    /// A generator whose state is filled by SplitMix64, as its authors advise.
    pub fn from_seed(seed: u64) -> Self {
        let mut fill = SplitMix64::new(seed);
        Self { state: std::array::from_fn(|_| fill.next_u64()) }
    }

    /// The next 64 bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = s[3].rotate_left(45);
        result
    }
}

/// The random stream of one fixed block of one analysis.
///
/// Work is cut into blocks of fixed size, whatever the number of threads; block k draws from `Stream::new(seed, analysis,
/// k)` and nothing else, so that the same seed gives the same result on one thread and on a hundred. Streams of different
/// seeds, analyses or blocks start at unrelated states; with a period of 2^256 an overlap is out of the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    generator: Xoshiro256PlusPlus,
}

impl Stream {
    /// The stream of `block` within `analysis` under `seed`. The name is hashed by FNV-1a (Fowler, Noll and Vo).
    pub fn new(seed: u64, analysis: &str, block: u64) -> Self {
        let name = analysis
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        // Each part passes the mixer before the next one joins, so that seed 1 block 2 is not seed 2 block 1.
        let key = mix(mix(mix(seed ^ 0x6a09_e667_f3bc_c908).wrapping_add(name)).wrapping_add(block));
        Self { generator: Xoshiro256PlusPlus::from_seed(key) }
    }

    /// The next 64 bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// A uniform integer in `0..n`, without bias; 0 for n = 0.
    ///
    /// Multiply-high with rejection (Lemire 2019, ACM TOMACS 29:3) on the upper 32 bits of a draw.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        let mut product = (self.next_u64() >> 32) * u64::from(n);
        if (product as u32) < n {
            let threshold = n.wrapping_neg() % n;
            while (product as u32) < threshold {
                product = (self.next_u64() >> 32) * u64::from(n);
            }
        }
        (product >> 32) as u32
    }

    /// A uniform number strictly between 0 and 1: an odd multiple of 2^-53.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        ((self.next_u64() >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First outputs of the authors' C program for the state {1, 2, 3, 4}.
    #[test]
    fn xoshiro_reference() {
        let mut generator = Xoshiro256PlusPlus::from_state([1, 2, 3, 4]);
        let expected = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
            9_973_669_472_204_895_162,
            14_011_001_112_246_962_877,
            12_406_186_145_184_390_807,
            15_849_039_046_786_891_736,
            10_450_023_813_501_588_000,
        ];
        for value in expected {
            assert_eq!(generator.next_u64(), value);
        }
        assert_eq!(Xoshiro256PlusPlus::from_state([0; 4]), Xoshiro256PlusPlus::from_seed(0));
    }

    /// First outputs of Vigna's splitmix64.c for the seed 1234567.
    #[test]
    fn splitmix_reference() {
        let mut generator = SplitMix64::new(1_234_567);
        for value in [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ] {
            assert_eq!(generator.next_u64(), value);
        }
    }

    #[test]
    fn streams_differ_in_each_part() {
        let first = |seed, name, block| Stream::new(seed, name, block).next_u64();
        let draws = [first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1), first(0, "a", 1)];
        let distinct: std::collections::BTreeSet<_> = draws.iter().collect();
        assert_eq!(distinct.len(), draws.len());
        assert_eq!(first(1, "a", 0), draws[0]);
    }

    #[test]
    fn below_is_uniform_and_in_range() {
        let mut stream = Stream::new(42, "below", 0);
        for n in [1, 2, 3, 7, 60] {
            let mut counts = vec![0_f64; n as usize];
            let draws = 60_000;
            for _ in 0..draws {
                counts[stream.below(n) as usize] += 1.0;
            }
            let expected = f64::from(draws) / f64::from(n);
            let chi_squared: f64 = counts.iter().map(|c| (c - expected).powi(2) / expected).sum();
            // Mean n - 1, standard deviation sqrt(2 (n - 1)): six of them.
            assert!(chi_squared <= f64::from(n - 1) + 6.0 * (2.0 * f64::from(n)).sqrt(), "{n}: {chi_squared}");
        }
        assert_eq!(stream.below(0), 0);
        let large = 3_000_000_000;
        assert!((0..1000).all(|_| stream.below(large) < large));
    }

    #[test]
    fn uniform_is_open_and_centred() {
        let mut stream = Stream::new(7, "uniform", 0);
        let draws: Vec<f64> = (0..100_000).map(|_| stream.uniform()).collect();
        assert!(draws.iter().all(|u| *u > 0.0 && *u < 1.0));
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        assert!((mean - 0.5).abs() < 6.0 * (1.0_f64 / 12.0 / draws.len() as f64).sqrt());
    }
}
