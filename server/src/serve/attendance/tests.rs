use tokio::time::{Duration, advance, timeout};

use super::*;

/// How long a connection lasts from now on if nothing happens.
async fn left(attendance: &Attendance) -> Duration {
    let now = Instant::now();
    attendance.runs_out().await;
    now.elapsed()
}

#[tokio::test(start_paused = true)]
async fn silence_rest_and_an_endless_request_have_their_limits() {
    let attendance = Attendance::new();
    assert_eq!(left(&attendance).await, limits::FIRST_REQUEST);
    let attendance = Attendance::new();
    drop(attendance.begin());
    assert_eq!(left(&attendance).await, limits::REST);
    let attendance = Attendance::new();
    let _endless = attendance.begin();
    assert_eq!(left(&attendance).await, limits::REQUEST_LIFE);
}

/// Otherwise a new request now and then would keep many old ones alive that nobody reads.
#[tokio::test(start_paused = true)]
async fn the_oldest_request_counts() {
    let attendance = Attendance::new();
    let _endless = attendance.begin();
    advance(Duration::from_secs(100)).await;
    drop(attendance.begin());
    let _younger = attendance.begin();
    assert_eq!(left(&attendance).await, limits::REQUEST_LIFE - Duration::from_secs(100));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_ends_while_the_end_is_awaited_moves_it() {
    let attendance = Attendance::new();
    let request = attendance.begin();
    let began = Instant::now();
    let waiting = tokio::spawn({
        let attendance = attendance.clone();
        async move { attendance.runs_out().await }
    });
    assert!(timeout(Duration::from_secs(10), async { std::future::pending::<()>().await }).await.is_err());
    drop(request);
    waiting.await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(10) + limits::REST);
}
