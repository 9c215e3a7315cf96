use serde_json::json;

use super::{picture, slopes};

#[test]
fn growth_is_drawn_with_its_power() {
    let growth = json!({
        "causes": [[15, 10.0], [30, 20.0], [60, 40.0]],
        "observations": [[20, 3.0], [40, 12.0], [80, 48.0]],
    });
    let [causes, observations] = slopes(&growth);
    assert!((causes - 1.0).abs() < 1e-9 && (observations - 2.0).abs() < 1e-9, "{causes} {observations}");
    let svg = picture(&growth);
    assert_eq!(svg.matches("<polyline").count(), 2);
    assert_eq!(svg.matches("<circle").count(), 4, "three points and the legend");
    assert_eq!(svg.matches("<rect class=\"b\"").count(), 4);
    assert!(svg.contains("power 1.00") && svg.contains("power 2.00") && !svg.contains("NaN"), "{svg}");
}
