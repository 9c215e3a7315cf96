//! Entry of the WebAssembly module.

fn main() {
    web::start();
}
