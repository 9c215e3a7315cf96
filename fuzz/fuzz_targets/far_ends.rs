#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fix904_fuzz::far_ends(bytes);
});
