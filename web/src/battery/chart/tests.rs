use super::*;

fn figure(chart: &Chart, name: &str) -> String {
    chart.figures.iter().find(|(n, _)| *n == name).unwrap().1.clone()
}

#[test]
fn the_line_shows_every_sample_and_its_median() {
    let chart = draw(Check::Path, "40,42,41,90", &[]).unwrap();
    assert_eq!(chart.inside.matches(',').count(), 4, "{}", chart.inside);
    assert_eq!([figure(&chart, "least"), figure(&chart, "median"), figure(&chart, "most")], ["40", "41", "90"]);
    assert!(chart.inside.contains(">90 ms<"));
    assert!(draw(Check::Path, "40", &[]).is_some(), "one sample is a point");
}

#[test]
fn a_clock_beyond_the_limit_stays_in_the_picture() {
    for (seconds, class) in [("12", "p"), ("-420", "x"), ("86400", "x")] {
        let chart = draw(Check::Clock, seconds, &[]).unwrap();
        assert!(chart.inside.contains(&format!("circle class=\"{class}\"")), "{seconds}");
        let x: f64 = chart.inside.split("cx=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        assert!((5.0..=315.0).contains(&x), "{x}");
    }
}

#[test]
fn even_one_lost_packet_is_seen_and_all_are_counted() {
    let tall = |chart: &Chart| chart.inside.matches("class=\"x\"").count();
    let none = draw(Check::Udp, "350,350,350,350,0,0,0,0", &["from you", "to you"]).unwrap();
    assert_eq!((tall(&none), figure(&none, "up_lost")), (0, "0".to_string()));
    let one = draw(Check::Udp, "350,349,349,349,1,2,3,4", &["from you", "to you"]).unwrap();
    assert_eq!((tall(&one), figure(&one, "up_lost")), (1, "1".to_string()));
    assert_eq!(["up_gap", "gap", "up_late", "late"].map(|name| figure(&one, name)).join(" "), "1 2 3 4");
    let half = draw(Check::Udp, "350,175,175,0,9,9,0,0", &["from you", "to you"]).unwrap();
    assert_eq!(tall(&half), 75);
}

#[test]
fn sizes_that_were_not_tried_are_hollow() {
    let chart = draw(Check::Mtu, "1,1,0", &["to you", "from you"]).unwrap();
    let shapes = ["class=\"p\"", "class=\"x\"", "class=\"u\""].map(|class| chart.inside.matches(class).count());
    assert_eq!(shapes, [1, 1, 6]);
    assert_eq!((figure(&chart, "passed"), figure(&chart, "all")), ("1".to_string(), "8".to_string()));
}

#[test]
fn a_bar_beyond_the_limit_is_told_apart() {
    let chart = draw(Check::Load, "40,45,300", &["at rest", "<down>", "up"]).unwrap();
    assert_eq!(chart.inside.matches("class=\"x\"").count(), 1);
    assert!(chart.inside.contains("&lt;down>"));
    assert_eq!(figure(&chart, "limit"), "240");
}

#[test]
fn what_is_no_number_is_not_drawn() {
    for (check, numbers) in [
        (Check::Path, ""),
        (Check::Path, "40,<svg>"),
        (Check::Udp, "1,2"),
        (Check::Load, "1,NaN,2"),
        (Check::Hold, "1"),
    ] {
        assert_eq!(draw(check, numbers, &[]), None, "{numbers}");
    }
}
