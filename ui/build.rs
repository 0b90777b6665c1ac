//! Compiles `ui/app.slint`. Translations and fonts go into the binary: a kiosk needs no files beside it.
fn main() {
    let mut config = slint_build::CompilerConfiguration::new()
        .with_style("fluent-light".into())
        .with_bundled_translations("lang")
        .with_default_translation_context(slint_build::DefaultTranslationContext::None)
        .embed_resources(slint_build::EmbedResourcesKind::EmbedFiles);
    // Element names are what tests find controls by; a shipped binary has no use for them.
    println!("cargo:rerun-if-env-changed=ANJUNGAN_UI_ELEMENTS");
    if std::env::var("PROFILE").as_deref() != Ok("release")
        || std::env::var_os("ANJUNGAN_UI_ELEMENTS").is_some()
    {
        config = config.with_debug_info(true);
    }
    if let Err(error) = slint_build::compile_with_config("ui/app.slint", config) {
        panic!("the screens in ui/ui do not compile: {error}");
    }
}
