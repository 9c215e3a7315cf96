use super::*;

#[test]
fn it_is_heard_once_a_minute() {
    let complaint = Complaint::default();
    let start = Instant::now();
    let heard: Vec<u64> =
        (0..600).filter(|tenth| complaint.is_due(start + Duration::from_millis(300 * tenth))).collect();
    assert_eq!(heard, [0, 200, 400]);
}
